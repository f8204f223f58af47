package import Catalog
internal import JSONText
package import Probes
internal import Provisioning

extension CatalogSnapshot {
  /// The principals of the settings, with their kinds derived where they are left out.
  ///
  /// - Throws: ``SettingsError`` for a role that does not exist.
  package func principals(
    from settings: [PrincipalSettings], tenants: [Tenant], anonRole: String, rows: RowSample
  ) throws(SettingsError) -> [Principal] {
    var principals: [Principal] = []
    for entry in settings {
      guard let role = role(entry.role) else {
        throw SettingsError(
          at: entry.at,
          message: "principal \(entry.name) has the role \(entry.role), which does not exist"
            + (NearestName.of(entry.role, among: roles.map(\.name)).map { ": did you mean \($0)?" } ?? ""))
      }
      let tenant = entry.tenant.map { named in tenants.first { $0.label == named || $0.key == named }?.label ?? named }
      let kind =
        entry.kind ?? kind(of: entry, role, tenant, anonRole, rows)
      let headers = Dictionary(entry.headers.map { ($0.name, $0.value) }) { first, _ in first }
      principals.append(
        Principal(
          name: entry.name, kind: kind, role: entry.role, tenant: tenant, claims: entry.claims, headers: headers))
    }
    return principals
  }

  /// Whoever sends no token, where the settings name nobody who does: anybody may.
  package func anybody(beside principals: [Principal], anonRole: String?) -> [Principal] {
    guard !principals.isEmpty, let anonRole, role(anonRole) != nil,
      !principals.contains(where: { $0.role == anonRole || $0.name == anonRole })
    else { return [] }
    return [Principal(name: anonRole, kind: .anon, role: anonRole)]
  }

  private func kind(
    of entry: PrincipalSettings, _ role: Role, _ tenant: String?, _ anonRole: String, _ rows: RowSample
  ) -> Principal.Kind {
    if entry.role == anonRole { return .anon }
    if isBackstage(role) { return .trusted }
    guard tenant != nil else { return .outsider }
    return leads(entry, rows) ? .owner : .member
  }

  /// Whether nobody's token names the role: the service's own, or one that the objects belong to.
  ///
  /// Any other role that row security does not bind is a client's, and all the more to be asked as.
  package func isBackstage(_ role: Role) -> Bool {
    role.isSuperuser || role.name == "service_role"
      || role.bypassesRowSecurity && relations.contains { $0.owner == role.name }
  }

  /// Whether a claim or a row of membership calls the principal by a leading role.
  private func leads(_ entry: PrincipalSettings, _ rows: RowSample) -> Bool {
    if (entry.claims?.texts ?? []).contains(where: LeadingRole.names) { return true }
    guard let subject = entry.claims?["sub"]?.string else {
      return LeadingRole.names(String(entry.name.prefix { $0 != "_" }))
    }
    let own = rows.tables.flatMap(\.rows).filter { row in row.members?.contains { $0.value.string == subject } ?? false
    }
    return own.contains { row in
      (row.members ?? []).contains { member in
        if case .bool(true) = member.value { return LeadingRole.names(member.key.replacing("is_", with: "")) }
        return member.value.string.map(LeadingRole.names) ?? false
      }
    }
  }
}

extension JSONValue {
  /// Every text below this value.
  fileprivate var texts: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let values): values.flatMap(\.texts)
    case .object(let members): members.flatMap(\.value.texts)
    case .null, .bool, .number: []
    }
  }
}
