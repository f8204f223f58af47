internal import Catalog
internal import Probes
internal import SQLText

extension RepairFinder {
  /// - Parameter door: the relation that was asked, which may be a view over this one.
  func rowSecurity(of relation: Relation, for door: Relation, _ leaking: LeakingDoor) -> [RepairCandidate] {
    let tells = describes(relation, leaking)
    let touched: Set<QualifiedName> = [relation.name, door.name]
    let losses: [AcceptedLoss] = touched.sorted().map { tells ? .strangers($0) : .everybody($0) }
    let narrowing = narrowing(relation, for: door, leaking)
    if relation.rowSecurity {
      return narrowing
        + policies(of: relation, leaking, tells).map { RepairCandidate([$0], accepting: losses, touching: touched) }
    }
    let isWritten = catalog.policies.contains { $0.relation == relation.oid }
    guard isWritten || !tells || relation.isPartition else { return narrowing }
    return (isWritten ? [] : narrowing) + [
      RepairCandidate(
        ["alter table \(relation.name.spelled) enable row level security"], accepting: losses, touching: touched)
    ]
  }

  /// Narrows or drops the policies that let the readers in: one with a condition of its own, on a table that tells
  /// more than its secrets, was meant for somebody, and stays.
  private func policies(of relation: Relation, _ leaking: LeakingDoor, _ tells: Bool) -> [String] {
    let roles = Set(leaking.readers.map(\.role))
    let policies = roles.sorted().flatMap { RoleRights($0, in: catalog).policies(of: relation, for: .select) }
    var known: Set<String> = []
    return policies.filter { known.insert($0.name).inserted }.sorted {
      ($0.using == "true" ? 0 : 1, $0.name) < ($1.using == "true" ? 0 : 1, $1.name)
    }.flatMap { policy in
      let name = "\(Identifier(policy.name).spelled) on \(relation.name.spelled)"
      let kept = narrowed(policy, without: roles)
      let isForStrangers = leaking.readers.allSatisfy { $0.reach == .anon }
      return (kept.isEmpty ? [] : ["alter policy \(name) to \(kept.spelled())"])
        + (tells && policy.using != "true" && !isForStrangers ? [] : ["drop policy \(name)"])
    }
  }

  /// The roles a policy may keep when those that must not read are left out.
  private func narrowed(_ policy: Policy, without roles: Set<String>) -> [String] {
    let all =
      policy.roles.isEmpty || policy.roles.contains("public")
      ? holders.clients.union(holders.trusted) : Set(policy.roles)
    return all.subtracting(roles).sorted()
  }

  /// Whether a table's other columns tell something that a reader may have come for: more than keys, numbers and times.
  private func describes(_ relation: Relation, _ leaking: LeakingDoor) -> Bool {
    let secret = columns(of: relation, leaking)
    let keys = Set(
      catalog.constraints.filter {
        $0.relation == relation.oid && ($0.kind == .primaryKey || $0.kind == .foreignKey)
      }.flatMap(\.columns))
    return relation.columns.contains { column in
      guard !secret.contains(column.name), !keys.contains(column.number) else { return false }
      let type = catalog.type(column.baseType)?.name.name.name ?? column.typeName
      return !Self.bookkeeping.contains(type)
    }
  }

  private static let bookkeeping: Set<String> = [
    "uuid", "int2", "int4", "int8", "numeric", "timestamp", "timestamptz", "date", "time", "timetz", "interval",
  ]
}
