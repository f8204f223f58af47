internal import Catalog
internal import Probes
internal import SQLText

extension RepairFinder {
  /// A unique or foreign key tells whoever may write whether a value exists, whatever row security hides.
  func constraints(of relation: Relation, on columns: Set<String>, _ leaking: LeakingDoor)
    -> [RepairCandidate]
  {
    let table = relation.name.spelled
    let numbers = Set(relation.columns.filter { columns.contains($0.name) }.map(\.number))
    let own = catalog.constraints.filter { $0.relation == relation.oid && !numbers.isDisjoint(with: $0.columns) }
    let unique = own.filter { $0.kind == .unique }.flatMap { key in
      tenantColumns(of: relation, leaking, outside: key).map { tenant in
        let rest = key.columns.compactMap { number in relation.columns.first { $0.number == number }?.name }
        return RepairCandidate(
          [
            "alter table \(table) drop constraint \([key.name].spelled()), add unique (\(([tenant] + rest).spelled()))"
          ], touching: [relation.name])
      }
    }
    let foreign = own.filter { $0.kind == .foreignKey }.map {
      RepairCandidate(["alter table \(table) drop constraint \([$0.name].spelled())"], touching: [relation.name])
    }
    return unique + foreign + revokingWrites(into: relation)
  }

  /// Columns that say whose a row is.
  private func tenantColumns(of relation: Relation, _ leaking: LeakingDoor, outside key: Constraint) -> [String] {
    let named = leaking.secrets.filter { $0.relation == relation.name }.compactMap(\.tenantColumn)
    let keys = catalog.constraints.filter {
      $0.relation == relation.oid && $0.kind == .foreignKey && $0.columns.count == 1
        && !key.columns.contains($0.columns[0])
    }.compactMap { foreign in relation.columns.first { $0.number == foreign.columns[0] }?.name }
    return named + keys.filter { !named.contains($0) }
  }

  private func revokingWrites(into relation: Relation) -> [RepairCandidate] {
    let rights: [(Privileges, String)] = [(.insert, "insert"), (.update, "update")]
    let held = rights.map { right, word in
      (word, holders.holders(of: right, in: relation.access, owner: relation.owner))
    }
    let grantees = Set(held.flatMap(\.1)).sorted()
    guard !grantees.isEmpty else { return [] }
    let words = held.filter { !$0.1.isEmpty }.map(\.0).joined(separator: ", ")
    return [
      RepairCandidate(
        ["revoke \(words) on \(relation.name.spelled) from \(grantees.spelled())"], touching: [relation.name])
    ]
  }
}
