internal import JSONText
internal import PostgREST
internal import SQLText

/// Claims that a user writes: `user_metadata`, and the address that somebody signs up with.
extension IdentityVariants {
  /// Most labels that metadata is filled with, and most domains that an address is made to resemble.
  private static let mostLabels = 4
  private static let mostDomains = 3

  /// Every user may write their own `user_metadata`: tenant, role and flags to taste.
  func withMetadata(_ principal: Principal) -> [Principal] {
    guard !reading.metadata.isEmpty else { return [] }
    var seen: Set<String> = []
    let labels = (reading.metadataValues.filter(PrivilegedValues.isLabel).prefix(3) + ["admin", "owner"])
      .filter { seen.insert($0).inserted }.prefix(Self.mostLabels)
    let tenants: [Tenant?] = context.population.tenants.isEmpty ? [nil] : context.population.tenants.map(\.self)
    var known: Set<JSONValue> = []
    return tenants.flatMap { tenant in
      labels.flatMap { label in
        [false, true].compactMap { prefersLabel -> Principal? in
          let chosen = reading.metadata.reduce(JSONValue.object([])) { document, path in
            document.setting(path.keys[...], value(at: path, tenant, label, prefersLabel: prefersLabel))
          }
          guard known.insert(chosen).inserted else { return nil }
          return derived(
            principal, "metadata_\(known.count)", claims: (principal.claims ?? [:]).setting("user_metadata", chosen))
        }
      }
    }
  }

  /// - Parameter prefersLabel: what a key holds whose name says nothing.
  private func value(at path: JSONKeyPath, _ tenant: Tenant?, _ label: String, prefersLabel: Bool) -> JSONValue {
    if path.shape == .objects {
      let members = path.members.map { key in
        JSONValue.Member(
          key, value(at: JSONKeyPath(keys: [key], shape: .text), tenant, label, prefersLabel: prefersLabel))
      }
      return [.object(members)]
    }
    let name = path.keys.last?.lowercased() ?? ""
    let words = NameAffinity.words(of: name)
    let isFlag =
      path.shape == .flag || ["is", "has", "can"].contains(words.first ?? "")
      || ["admin", "superuser", "staff"].contains(name)
    if isFlag { return true }
    let isList = path.shape == .list || name.hasSuffix("s") && !name.hasSuffix("ss")
    let isLabel = words.contains { ["role", "roles", "permissions", "scopes", "capabilities", "plan"].contains($0) }
    guard let tenant, !isLabel, !prefersLabel else { return isList ? [.string(label)] : .string(label) }
    return isList ? [.string(tenant.key)] : .string(tenant.key)
  }

  /// Addresses that anybody may sign up with, made to resemble the domains that texts and rows name.
  ///
  /// Never at such a domain itself: its addresses belong to its people.
  func withMail(_ principal: Principal) -> [Principal] {
    guard reading.readsMail else { return [] }
    var seen: Set<String> = []
    let domains = (reading.mailDomains + storedDomains()).filter { seen.insert($0).inserted }.prefix(Self.mostDomains)
    return domains.flatMap { ["eve@evil\($0)", "eve@\($0).evil.test", "eve.\($0)@evil.test"] }.enumerated().map {
      index, address in
      derived(
        principal, "email_\(index + 1)", claims: (principal.claims ?? [:]).setting("email", .string(address)))
    }
  }

  /// The domains that stand in rows which the texts read, those in columns of that name first.
  private func storedDomains() -> [String] {
    let members = context.population.rows.tables.filter { reading.mailRelations.contains($0.name) }.flatMap(\.rows)
      .flatMap {
        $0.members ?? []
      }
    let named = members.filter { $0.key.lowercased().contains("domain") }
    return (named.isEmpty ? members : named).compactMap { $0.value.string.flatMap(RequestReading.domain) }
  }
}
