internal import Catalog

/// What belongs to the cluster or to the whole database rather than to a schema.
extension CatalogAssembly {
  mutating func roles() -> [Role] {
    let memberships = Dictionary(grouping: take(.memberships)) { $0.oid(0) }
    return take(.roles).map { row in
      var role = Role(oid: row.oid(0), name: row.text(1))
      role.isSuperuser = row.flag(2)
      role.bypassesRowSecurity = row.flag(3)
      role.inherits = row.flag(4)
      role.canLogin = row.flag(5)
      role.canCreateRole = row.flag(6)
      role.canCreateDatabase = row.flag(7)
      role.isReplication = row.flag(8)
      role.configuration = row.list(9)
      role.memberships = (memberships[role.oid] ?? []).map { membership($0, memberInherits: role.inherits) }
      return role
    }
  }

  private func membership(_ row: CatalogRow, memberInherits: Bool) -> Role.Membership {
    Role.Membership(
      role: role(row.oid(1)), inherits: row.optionalFlag(2) ?? memberInherits, canSet: row.optionalFlag(3) ?? true,
      isAdmin: row.flag(4))
  }

  mutating func roleSettings() -> [RoleSetting] {
    take(.roleSettings).map { row in
      RoleSetting(
        role: row.oid(0) == 0 ? nil : role(row.oid(0)), isForThisDatabase: row.flag(1), configuration: row.list(2))
    }
  }

  mutating func defaultPrivileges() -> [DefaultAccess] {
    take(.defaultPrivileges).compactMap { row in
      let creator = role(row.oid(0))
      return DefaultAccess.ObjectKind(rawValue: row.character(2)).map { kind in
        DefaultAccess(
          creator: creator, schema: row.optionalText(1), kind: kind,
          access: AccessList(row.optionalText(3), kind: .none, owner: creator))
      }
    }
  }

  mutating func extensions() -> [Extension] {
    take(.extensions).map { Extension(name: $0.text(0), schema: $0.text(1), version: $0.text(2)) }
  }

  mutating func foreignServers() -> [ForeignServer] {
    take(.foreignServers).map { row in
      let owner = role(row.oid(3))
      return ForeignServer(
        oid: row.oid(0), name: row.text(1), wrapper: row.text(2), owner: owner, options: row.list(4),
        access: AccessList(row.optionalText(5), kind: .server, owner: owner))
    }
  }

  mutating func userMappings() -> [UserMapping] {
    take(.userMappings).map { row in
      UserMapping(server: row.text(0), role: row.oid(1) == 0 ? nil : role(row.oid(1)), options: row.list(2))
    }
  }

  mutating func publications() -> [Publication] {
    take(.publications).map { row in
      Publication(
        name: row.text(0), owner: role(row.oid(1)), publishesAllTables: row.flag(2), relations: row.oids(3))
    }
  }
}
