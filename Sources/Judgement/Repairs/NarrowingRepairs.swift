internal import Catalog
internal import Probes
internal import SQLText

extension RepairFinder {
  /// Asks of the policies that let the readers in what ties a row to them; somebody may read it, so that closing it
  /// altogether would take something away.
  ///
  /// - Parameter door: the relation that was asked, which may be a view over this one.
  func narrowing(_ relation: Relation, for door: Relation, _ leaking: LeakingDoor) -> [RepairCandidate] {
    guard leaking.hasReaders else { return [] }
    let roles = Set(leaking.readers.map(\.role)).sorted()
    let conditions = callerConditions(of: relation, leaking).prefix(2)
    guard relation.rowSecurity else { return conditions.map { policy(for: roles, on: relation, door, $0, leaking) } }
    var known: Set<String> = []
    let policies = roles.flatMap { RoleRights($0, in: catalog).policies(of: relation, for: .select) }
      .filter { known.insert($0.name).inserted }
    return conditions.flatMap { caller -> [RepairCandidate] in
      let loose = policies.filter { !SQLCondition($0.using ?? "true").decides(on: caller.columns, of: relation) }
      let all = loose.map { policy in
        RepairCandidate(
          [narrowed(policy, by: caller, on: relation)], accepting: losses(for: caller, relation, door, leaking),
          touching: [relation.name, door.name])
      }
      return (all.count > 1 ? all.prefix(2) : []) + [all.together()].compactMap(\.self)
    }
  }

  private func narrowed(_ policy: Policy, by caller: CallerCondition, on relation: Relation) -> String {
    let check = policy.check.map { " with check (\($0.and(caller.sql)))" } ?? ""
    return "alter policy \(Identifier(policy.name).spelled) on \(relation.name.spelled) "
      + "using (\((policy.using ?? "true").and(caller.sql)))\(check)"
  }

  /// Whoever got the secrets of others' rows may lose the rows with them; in a table of tenants the other rows are not
  /// others'.
  private func losses(for caller: CallerCondition, _ relation: Relation, _ door: Relation, _ leaking: LeakingDoor)
    -> [AcceptedLoss]
  {
    guard relation.primaryKey.count != 1 || !caller.columns.contains(relation.primaryKey[0]) else { return [] }
    let readers = Set(leaking.readers.map(\.name))
    return Set([relation.name, door.name]).sorted().map { .foreignRows($0, readers) }
  }

  /// Row security, where there is none, with a policy of the project's own kind.
  private func policy(
    for roles: [String], on relation: Relation, _ door: Relation, _ caller: CallerCondition, _ leaking: LeakingDoor
  ) -> RepairCandidate {
    let name = relation.name.spelled
    return RepairCandidate(
      [
        "alter table \(name) enable row level security",
        "create policy own_rows on \(name) to \(roles.spelled()) using (\(caller.sql.withoutParentheses))",
      ], accepting: losses(for: caller, relation, door, leaking), touching: [relation.name, door.name])
  }

  /// The same query with a condition around it: what the view reads as its owner stays, but for rows of others.
  func narrowing(view: Relation, _ leaking: LeakingDoor) -> [RepairCandidate] {
    guard leaking.hasReaders, let definition = view.viewDefinition else { return [] }
    let query = definition.trimmed(";")
    return simple(view, query, leaking)
      + callerConditions(of: view, calledAs: "shown", leaking).prefix(2).map { caller in
        RepairCandidate(
          [
            "create or replace view \(view.name.spelled) with (security_barrier = true) as select shown.* from (\n\(query)\n) shown "
              + "where \(exempt(view, from: caller.sql))"
          ], accepting: losses(for: caller, view, view, leaking), touching: [view.name])
      }
  }
}

extension RepairFinder {
  /// The condition, or that one of those asks who may read everything.
  private func exempt(_ view: Relation, from condition: String) -> String {
    let trusted = holders.trusted.filter { RoleRights($0, in: catalog).grantee(of: .select, in: view.access) != nil }
    guard !trusted.isEmpty else { return condition.withoutParentheses }
    let asked = trusted.sorted().map { "current_user = '\($0)' or " }.joined()
    return "(\(asked)\(condition.onOneLine.withoutParentheses))"
  }

  /// One more condition in a view over one table alone, which can be written through as before.
  private func simple(_ view: Relation, _ query: String, _ leaking: LeakingDoor) -> [RepairCandidate] {
    guard let parts = PlainQuery(query), let name = parts.relation, let table = catalog.relation(named: name),
      !table.isView
    else { return [] }
    let alias = parts.alias ?? table.name.name
    let old = parts.condition ?? "true"
    return callerConditions(of: table, calledAs: alias, leaking).prefix(2).map { caller in
      RepairCandidate(
        [
          "create or replace view \(view.name.spelled) with (security_barrier = true) as \(parts.head) "
            + "from \(parts.source) where \(old.and(exempt(view, from: caller.sql)))"
        ], accepting: losses(for: caller, view, view, leaking), touching: [view.name])
    }
  }
}

extension String {
  /// Without blanks and these characters at the end.
  fileprivate func trimmed(_ ending: Character) -> String {
    var text = self
    while let last = text.last, last == ending || last.isWhitespace { text.removeLast() }
    return text
  }
}
