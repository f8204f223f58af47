extension ProjectSettings {
  /// Reads the text of a settings file.
  ///
  /// - Parameter file: its path, to which the paths inside are relative.
  package init(_ text: String, file: String) throws(SettingsError) {
    let table = try SettingsTable(text, file: file)
    try table.allow([
      "database", "api", "secret", "tenants", "principal", "allow", "skip", "lifecycle", "sealed", "reveal",
      "limits",
    ])
    self.init()
    self.file = file
    self.text = text
    if let database = try table.table("database") {
      self.database = try database.recipe()
      namesDefaultPrivileges = database.members["default_privileges"] != nil
      postgres = try database.string("postgres").map(database.resolved)
    }
    if let api = try table.table("api") { self.api = try api.api() }
    if let tenants = try table.table("tenants") { self.tenants = try tenants.tenantEntries() }
    for entry in try table.tables("secret") { secrets.append(try entry.secret()) }
    for entry in try table.tables("principal") { principals.append(try entry.principal()) }
    for entry in try table.tables("allow") { allow.append(try entry.allowance()) }
    for entry in try table.tables("skip") { skip.append(try entry.skipped()) }
    for entry in try table.tables("lifecycle") { lifecycle.append(try entry.lifecycle()) }
    for entry in try table.tables("sealed") { sealed.append(try entry.sealing()) }
    for entry in try table.tables("reveal") { reveals.append(try entry.reveal()) }
    if let limits = try table.table("limits") { self.limits = try limits.limits() }
    try refuseRepeatedPrincipals()
  }

  /// Findings, allowances and `--as` name principals.
  private func refuseRepeatedPrincipals() throws(SettingsError) {
    var seen: [String: FileLine] = [:]
    for principal in principals {
      if let first = seen.updateValue(principal.at, forKey: principal.name) {
        throw SettingsError(
          at: principal.at, message: "principal \"\(principal.name)\" is already declared at line \(first.line)")
      }
    }
  }
}
