internal import JSONText
internal import Judgement
internal import Probes

extension SettingsTable {
  /// `[tenants]`, in the order of the file.
  func tenantEntries() throws(SettingsError) -> [TenantSettings] {
    var tenants: [TenantSettings] = []
    for label in keys {
      let key = try required(label, try rowKey(label))
      tenants.append(TenantSettings(at: at(label), label: label, key: key))
    }
    return tenants
  }

  /// `[[secret]]`.
  func secret() throws(SettingsError) -> SecretSettings {
    try allow(["table", "columns", "readers", "plant", "owner_column", "tenant_column"])
    if try strings("columns")?.isEmpty == true {
      throw error("columns", "`columns` is empty\(place): leave it out for every column that is no key")
    }
    return SecretSettings(
      at: at, table: try required("table", try name("table")), columns: try strings("columns"),
      readers: try choice("readers") ?? .none, plant: try bool("plant") ?? true,
      ownerColumn: try string("owner_column"),
      tenantColumn: try string("tenant_column"))
  }

  /// `[[principal]]`.
  func principal() throws(SettingsError) -> PrincipalSettings {
    try allow(["name", "role", "kind", "tenant", "claims", "headers"])
    return PrincipalSettings(
      at: at, name: try required("name", try string("name")), role: try required("role", try string("role")),
      kind: try choice("kind"), tenant: try rowKey("tenant"), claims: try claims(), headers: try headers())
  }

  private func claims() throws(SettingsError) -> JSONValue? {
    guard let node = members["claims"] else { return nil }
    if node.table != nil { return node.json }
    guard case .string(let text) = node else {
      throw error("claims", "`claims` must be a table or a JSON string, not \(node.kind)")
    }
    do {
      let value = try JSONValue(parsing: text)
      if value.members != nil { return value }
    } catch {
      throw self.error("claims", "`claims` is not JSON: \(error)")
    }
    throw error("claims", "`claims` must be a JSON object")
  }

  private func headers() throws(SettingsError) -> [PrincipalSettings.Header] {
    guard let table = try table("headers") else { return [] }
    var headers: [PrincipalSettings.Header] = []
    for name in table.keys {
      let value = try table.required(name, try table.string(name))
      headers.append(PrincipalSettings.Header(name: name.lowercased(), value: value))
    }
    return headers
  }

  /// `[[allow]]`.
  func allowance() throws(SettingsError) -> AllowSettings {
    try allow(["secret", "principal", "request", "tenant", "channel", "suffix", "reason", "expires"])
    let (channel, suffix) = try mask()
    return AllowSettings(
      at: at, secret: try required("secret", try string("secret")), principal: try string("principal"),
      request: try string("request"), tenant: try rowKey("tenant"), channel: channel, suffix: suffix,
      reason: try reason(), expires: try date("expires"))
  }

  /// The channel, and how much of a value a mask may show.
  private func mask() throws(SettingsError) -> (channel: String?, suffix: Int?) {
    let channel = try string("channel")
    let known = Channel.allCases.map(\.rawValue) + [AllowSettings.mask]
    if let channel, !known.contains(channel) {
      let hint = NearestName.of(channel, among: known).map { "did you mean \"\($0)\"?" }
      throw error(
        "channel", "no channel is called \"\(channel)\": \(hint ?? "there are \(known.joined(separator: ", "))")")
    }
    guard let suffix = try integer("suffix") else { return (channel, nil) }
    guard channel == AllowSettings.mask else {
      throw error(
        "suffix", "`suffix` says how much a mask may show: it goes with `channel = \"\(AllowSettings.mask)\"`")
    }
    guard AllowSettings.suffixes.contains(suffix) else {
      throw error(
        "suffix", "`suffix` must be from 1 to \(AllowSettings.suffixes.upperBound): eight characters are a leak")
    }
    return (channel, suffix)
  }

  /// Why an entry excuses what it does.
  private func reason() throws(SettingsError) -> String {
    let reason = try required("reason", try string("reason"))
    if reason.allSatisfy(\.isWhitespace) { throw error("reason", "`reason` is blank\(place): say why") }
    return reason
  }

  /// `[[skip]]`.
  func skipped() throws(SettingsError) -> SkipSettings {
    try allow(["what", "reason"])
    let what = try required("what", try string("what"))
    if SkipSettings.isEverything(what) {
      throw error("what", "`what` is \"\(what)\"\(place), which leaves out everything: name single items")
    }
    return SkipSettings(at: at, what: what, reason: try reason())
  }

  /// `[[lifecycle]]`.
  func lifecycle() throws(SettingsError) -> LifecycleSettings {
    try allow(["name", "steps", "gone", "tenant"])
    var steps: [LifecycleSettings.Step] = []
    for table in try tables("steps") { steps.append(try table.step()) }
    return LifecycleSettings(
      at: at, name: try required("name", try string("name")), steps: steps, gone: try strings("gone") ?? [],
      tenant: try rowKey("tenant"))
  }

  private func step() throws(SettingsError) -> LifecycleSettings.Step {
    try allow(["as", "request", "body", "sql"])
    let actor = try required("as", try string("as"))
    switch (try string("request"), try string("sql")) {
    case (let request?, nil):
      return LifecycleSettings.Step(at: at, actor: actor, action: .request(request, body: try string("body")))
    case (nil, let sql?): return LifecycleSettings.Step(at: at, actor: actor, action: .sql(sql))
    default: throw SettingsError(at: at, message: "a step needs either `request` or `sql`")
    }
  }

  /// `[[sealed]]`.
  func sealing() throws(SettingsError) -> SealedSettings {
    try allow(["table", "columns", "context", "prefix", "open", "key_env"])
    if members["key_env"] != nil {
      throw error(
        "key_env",
        "`key_env` is not supported: give `open`, an SQL expression over a row of the table that opens the value")
    }
    return SealedSettings(
      at: at, table: try required("table", try name("table")),
      columns: try required("columns", try strings("columns")), context: try strings("context") ?? [],
      prefixes: try stringOrStrings("prefix") ?? [], open: try string("open"), openAt: self.at("open"))
  }

  /// `[[reveal]]`.
  func reveal() throws(SettingsError) -> RevealSettings {
    try allow(["function", "audit"])
    return RevealSettings(
      at: at, function: try required("function", try name("function")), audit: try required("audit", try name("audit")))
  }

  /// `[limits]`.
  func limits() throws(SettingsError) -> LimitSettings {
    let keys = ["calls", "rows", "pages", "differences"]
    try allow(keys)
    for key in keys {
      if let number = try integer(key), number < 1 { throw error(key, "`\(key)` must be 1 or more, not \(number)") }
    }
    return LimitSettings(
      calls: try integer("calls"), rows: try integer("rows"), pages: try integer("pages"),
      differences: try integer("differences"))
  }
}
