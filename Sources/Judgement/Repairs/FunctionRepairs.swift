internal import Catalog
internal import Probes
internal import SQLText

extension RepairFinder {
  /// What closes a function: the tables it reads for its caller, or the right to call it.
  func closing(_ function: Function, _ leaking: LeakingDoor) -> [RepairCandidate] {
    let below = function.isSecurityDefiner ? [] : readable(leaking)
    let calls = withholding(function, leaking) + hidingErrors(function, leaking)
    // Whoever may read some rows by the tables' own policies keeps those.
    guard leaking.hasReaders else { return below + calls + asCaller(function) }
    let guarded = guarding(function, leaking) + calls
    return below + (mayReadBelow(leaking) ? asCaller(function) + guarded : guarded + asCaller(function))
  }

  /// Whether the tables' own policies would do for those who call.
  private func mayReadBelow(_ leaking: LeakingDoor) -> Bool {
    leaking.secrets.allSatisfy { secret in
      guard let relation = catalog.relation(named: secret.relation) else { return false }
      return leaking.readers.contains { reader in
        let rights = RoleRights(reader.role, in: catalog)
        return rights.grantee(of: .select, in: relation.access) != nil
          && (!relation.rowSecurity || !rights.policies(of: relation, for: .select).isEmpty)
      }
    }
  }

  func asCaller(_ function: Function) -> [RepairCandidate] {
    function.isSecurityDefiner ? [RepairCandidate(["alter function \(function.spelled) security invoker"])] : []
  }

  func closing(_ field: String, of relation: QualifiedName, _ leaking: LeakingDoor) -> [RepairCandidate] {
    guard let relation = catalog.relation(named: relation) else { return [] }
    let functions = catalog.functions.filter {
      $0.name.name.name == field && $0.name.schema.name != "pg_catalog" && $0.inputs.first?.type == relation.rowType
    }
    let barriers = relation.kind == .view && !functions.contains(where: \.isSecurityDefiner)
    return (barriers || functions.isEmpty ? closing(relation, leaking) : [])
      + functions.flatMap { closing($0, leaking) }
  }

  /// The secrets' own tables, where the caller may read them anyway.
  private func readable(_ leaking: LeakingDoor) -> [RepairCandidate] {
    Set(leaking.secrets.map(\.relation)).sorted().compactMap { catalog.relation(named: $0) }.filter { relation in
      leaking.readers.contains { reader in
        let rights = RoleRights(reader.role, in: catalog)
        return rights.grantee(of: .select, in: relation.access) != nil
          || relation.columns.contains { rights.grantee(of: .select, in: $0.access) != nil }
      }
    }.flatMap { closing($0, leaking) }
  }

  /// Takes EXECUTE from every client, or from those alone who abused it.
  ///
  /// PUBLIC has it by default, and API roles often by name:
  /// either alone is enough to call.
  func withholding(_ function: Function, _ leaking: LeakingDoor) -> [RepairCandidate] {
    let holding = holders.holders(of: .execute, in: function.access, owner: function.owner)
    guard !holding.isEmpty else { return [] }
    let abusers = Set(leaking.readers.map(\.role))
    let spared: Set<String> = holding.contains("") ? holders.clients.subtracting(abusers) : []
    let narrow = holding.filter { $0.isEmpty || abusers.contains($0) }
    return [(holding, Set<String>()), (narrow, spared)].map { taken, spared in
      let trusted =
        taken.contains("")
        ? holders.trustedThroughPublic(.execute, in: function.access, owner: function.owner) : []
      let given = Set(trusted).union(spared).sorted()
      return RepairCandidate(
        ["revoke execute on function \(function.spelled) from \(taken.spelled())"]
          + (given.isEmpty ? [] : ["grant execute on function \(function.spelled) to \(given.spelled())"]))
    }
  }
}

extension Function {
  /// What REVOKE and ALTER FUNCTION take.
  var spelled: String { "\(name.spelled)(\(inputs.map(\.typeName).joined(separator: ", ")))" }
}
