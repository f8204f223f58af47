package import Catalog
package import PostgREST

/// What a role may do, through itself, PUBLIC and the roles it inherits from.
package struct RoleRights: Sendable {
  private let catalog: CatalogSnapshot
  package let role: String
  /// The role and every role whose rights it has without SET ROLE.
  package let names: Set<String>
  package let bypassesRowSecurity: Bool
  package let isSuperuser: Bool

  package init(_ role: String, in catalog: CatalogSnapshot) {
    self.catalog = catalog
    self.role = role
    var names: Set<String> = [role]
    var open = [role]
    while let next = open.popLast() {
      for membership in catalog.role(next)?.memberships ?? []
      where membership.inherits && names.insert(membership.role).inserted {
        open.append(membership.role)
      }
    }
    self.names = names
    isSuperuser = catalog.role(role)?.isSuperuser ?? false
    // BYPASSRLS is an attribute, and attributes are not inherited.
    bypassesRowSecurity = isSuperuser || catalog.role(role)?.bypassesRowSecurity ?? false
  }

  /// Who the right was granted to, the role itself first: nil inside is PUBLIC, nil outside none.
  package func grantee(of right: Privileges, in access: AccessList) -> String?? {
    let grants = access.grants.filter { $0.rights.contains(right) && ($0.grantee.map(names.contains) ?? true) }
    return (grants.first { $0.grantee != nil } ?? grants.first).map(\.grantee)
  }

  package func owns(_ owner: String) -> Bool { isSuperuser || names.contains(owner) }

  /// Whether reading a table as this role passes by its row security.
  package func passesRowSecurity(of relation: Relation) -> Bool {
    bypassesRowSecurity || owns(relation.owner) && !relation.forcesRowSecurity
  }

  /// The policies that let this role do something with rows of a relation: see them, or write them.
  package func policies(of relation: Relation, for command: Policy.Command) -> [Policy] {
    catalog.policies.filter { policy in
      policy.relation == relation.oid && policy.isPermissive && (policy.command == command || policy.command == .all)
        && (policy.roles.isEmpty || policy.roles.contains { $0 == "public" || names.contains($0) })
    }
  }

  /// Whether some row of a relation could be written: the right is granted on it or on a column, and a policy lets rows through.
  package func mayWrite(_ exposed: ExposedRelation, _ right: Privileges, _ command: Policy.Command) -> Bool {
    guard let relation = catalog.relation(exposed.oid) else { return false }
    let access = AccessList(relation.access.grants + relation.columns.flatMap(\.access.grants))
    guard grantee(of: right, in: access) != nil || owns(relation.owner) else { return false }
    guard relation.rowSecurity, !passesRowSecurity(of: relation) else { return true }
    return !policies(of: relation, for: command).isEmpty
  }
}
