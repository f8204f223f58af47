extension CatalogSnapshot {
  /// The role and every role whose rights it has without SET ROLE.
  package func rolesInherited(by name: String) -> Set<String> { reach(of: name) { $0.inherits } }

  /// The role and every role it may become by SET ROLE.
  package func rolesSettable(by name: String) -> Set<String> {
    role(name)?.isSuperuser == true ? Set(roles.map(\.name)) : reach(of: name) { $0.canSet }
  }

  private func reach(of name: String, through isOpen: (Role.Membership) -> Bool) -> Set<String> {
    var reached: Set<String> = [name]
    var waiting = [name]
    while let next = waiting.popLast() {
      for membership in role(next)?.memberships ?? [] where isOpen(membership) {
        if reached.insert(membership.role).inserted { waiting.append(membership.role) }
      }
    }
    return reached
  }
}
