internal import Catalog
internal import Probes
internal import SQLText

/// Who holds a right that a repair would take back, and who must have it afterwards.
struct RightsHolders: Sendable {
  private let catalog: CatalogSnapshot
  /// Roles that clients take on.
  let clients: Set<String>
  /// Roles of principals that may read everything.
  let trusted: Set<String>

  init(catalog: CatalogSnapshot, principals: [Principal]) {
    self.catalog = catalog
    trusted = Set(principals.filter { $0.reach == nil }.map(\.role))
    clients = Set(principals.filter { $0.reach != nil }.map(\.role)).subtracting(trusted)
  }

  /// Roles whose rights clients have by themselves or by inheritance, trusted ones left out.
  private var reachingClients: Set<String> {
    clients.reduce(into: Set<String>()) { $0.formUnion(catalog.rolesInherited(by: $1)) }.subtracting(trusted)
  }

  /// Those through whom clients have a right, PUBLIC (an empty name) first.
  func holders(of right: Privileges, in access: AccessList, owner: String) -> [String] {
    let reaching = reachingClients
    let names = access.grants.filter { $0.rights.contains(right) }.map { $0.grantee ?? "" }
    return Set(names).filter { $0.isEmpty || $0 != owner && reaching.contains($0) }.sorted()
  }

  /// Roles other than the owner who granted a right: such a grant ends only by their own REVOKE.
  func grantors(of right: Privileges, to holders: [String], in access: AccessList, owner: String) -> [String] {
    let grants = access.grants.filter { $0.rights.contains(right) && holders.contains($0.grantee ?? "") }
    return Set(grants.map(\.grantor)).subtracting([owner]).sorted()
  }

  /// Trusted roles that have a right only as everybody has it.
  func trustedThroughPublic(_ right: Privileges, in access: AccessList, owner: String) -> [String] {
    trusted.filter { role in
      let names = catalog.rolesInherited(by: role)
      return !names.contains(owner) && catalog.role(role)?.isSuperuser != true
        && !access.grants.contains { $0.rights.contains(right) && $0.grantee.map(names.contains) ?? false }
    }.sorted()
  }

  /// Clients' roles that are members of a trusted one, with it.
  var membershipsInTrusted: [(client: String, trusted: String)] {
    clients.sorted().flatMap { client in
      (catalog.role(client)?.memberships ?? []).map(\.role).filter(trusted.contains).sorted().map { (client, $0) }
    }
  }
}
