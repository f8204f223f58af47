internal import Catalog
internal import PostgREST
internal import Probes
internal import SQLText

extension RepairFinder {
  /// What refuses the writes that opened a door, so that nothing of the read need change.
  func escalations(_ leaking: LeakingDoor) -> [RepairCandidate] {
    guard !leaking.writes.isEmpty else { return [] }
    var known: Set<String> = []
    return [true, false].flatMap { atEnd -> [RepairCandidate] in
      let lists = sites(leaking.writes, atEnd: atEnd).map { closing($0, leaking) }
      guard let most = lists.map(\.count).max(), lists.allSatisfy({ !$0.isEmpty }) else { return [] }
      return (0..<most).compactMap { level in lists.map { $0[min(level, $0.count - 1)] }.together() }
    }.filter { known.insert($0.sql).inserted }
  }

  /// One site of each chain: a chain is broken where any of its writes is refused.
  ///
  /// - Parameter atEnd: whether the last write of a chain is refused, or the first.
  private func sites(_ chains: Set<[WriteSite]>, atEnd: Bool) -> [WriteSite] {
    var chosen: [WriteSite] = []
    for chain in chains.sorted(by: { ($0.count, "\($0.map(\.place))") < ($1.count, "\($1.map(\.place))") }) {
      let written = Dictionary(grouping: chosen, by: \.place)
      if chain.count > 1, chain.contains(where: { written[$0.place] != nil }) { continue }
      guard let site = atEnd ? chain.last : chain.first else { continue }
      if let index = chosen.firstIndex(where: { $0.place == site.place }) {
        chosen[index].columns.formUnion(site.columns)
      } else {
        chosen.append(site)
      }
    }
    return chosen
  }

  private func closing(_ site: WriteSite, _ leaking: LeakingDoor) -> [RepairCandidate] {
    switch site.target {
    case .function(let signature):
      guard let function = catalog.functions.first(where: { $0.signature == signature }) else { return [] }
      return guarding(function, leaking) + withholding(function, leaking) + asCaller(function)
    case .relation(let name):
      guard let relation = catalog.relation(named: name) else { return [] }
      return refusing(site, in: relation, leaking)
    }
  }

  private func refusing(_ site: WriteSite, in relation: Relation, _ leaking: LeakingDoor) -> [RepairCandidate] {
    let statements: [[String]]
    // Where a policy is about the writer's own rows, those stay theirs to change, but for what opens something.
    let isOwn = policies(for: site, of: relation, leaking).contains { speaksOfCaller($0.using ?? "") }
    if relation.isView {
      statements =
        (relation.securityInvoker ? [] : ["alter view \(relation.name.spelled) set (security_invoker = true)"])
        .map { [$0] }
    } else if relation.rowSecurity {
      statements =
        narrowing(site, of: relation, leaking)
        + (isOwn ? [rest(of: site, in: relation)].compactMap(\.self) : []) + withoutTriggers(site, of: relation)
        + dropping(site, of: relation, leaking)
    } else {
      let hasPolicies = catalog.policies.contains { $0.relation == relation.oid }
      statements =
        (hasPolicies ? [["alter table \(relation.name.spelled) enable row level security"]] : [])
        + withoutTriggers(site, of: relation) + [rest(of: site, in: relation)].compactMap(\.self)
    }
    return (statements + [revoking(site, in: relation)].compactMap(\.self)).map {
      RepairCandidate($0, touching: [relation.name])
    }
  }

  // MARK: Policies

  private func policies(for site: WriteSite, of relation: Relation, _ leaking: LeakingDoor) -> [Policy] {
    let roles = Set(leaking.readers.map(\.role)).sorted()
    var known: Set<String> = []
    return roles.flatMap { RoleRights($0, in: catalog).policies(of: relation, for: site.command) }
      .filter { known.insert($0.name).inserted }
  }

  /// The policies, asking as well that the new row is the writer's.
  ///
  /// A caller condition that reads the written table itself, or what its triggers write into, says that the writer's row is there
  /// already: no use where the row is the writer's own.
  private func narrowing(_ site: WriteSite, of relation: Relation, _ leaking: LeakingDoor) -> [[String]] {
    let policies = policies(for: site, of: relation, leaking)
    return callerConditions(of: relation, leaking).prefix(3).compactMap { caller -> [String]? in
      let narrowed = policies.compactMap { self.narrowed($0, by: caller, for: site, on: relation) }
      return narrowed.isEmpty ? nil : narrowed
    }
  }

  private func narrowed(_ policy: Policy, by caller: CallerCondition, for site: WriteSite, on relation: Relation)
    -> String?
  {
    let written = [relation] + writtenByTriggers(of: relation)
    func more(_ condition: String?) -> String? {
      guard let condition, !SQLCondition(condition).decides(on: caller.columns, of: relation) else { return nil }
      let isAboutWriter = condition.contains("auth.uid()") && written.contains { reads(caller, $0) }
      return isAboutWriter ? nil : condition.and(caller.sql)
    }
    let using = site.command == .insert ? nil : more(policy.using ?? "true").map { " using (\($0))" }
    let check =
      site.command == .delete || policy.check == nil && policy.using != nil && site.command == .update
      ? nil : more(policy.check ?? policy.using ?? "true").map { " with check (\($0))" }
    guard using != nil || check != nil else { return nil }
    return "alter policy \(Identifier(policy.name).spelled) on \(relation.name.spelled)\(using ?? "")\(check ?? "")"
  }

  private func writtenByTriggers(of relation: Relation) -> [Relation] {
    let functions = catalog.triggers.filter { $0.relation == relation.oid && $0.isEnabled }.compactMap {
      catalog.function($0.function)
    }
    return catalog.relations.filter { target in functions.contains { $0.writes(into: target.name) } }
  }

  /// The row may be written, and nothing more is made of it.
  private func withoutTriggers(_ site: WriteSite, of relation: Relation) -> [[String]] {
    let triggers = catalog.triggers.filter { trigger in
      guard trigger.relation == relation.oid, trigger.isEnabled, trigger.fires(on: site.command),
        let function = catalog.function(trigger.function), function.isSecurityDefiner
      else { return false }
      return catalog.relations.contains { function.writes(into: $0.name) }
    }
    guard !triggers.isEmpty else { return [] }
    return [triggers.map { "drop trigger \([$0.name].spelled()) on \(relation.name.spelled)" }]
  }

  /// Whether a condition depends on the rows of a relation: by itself, through a function, or by the policies of what it
  /// reads.
  func reads(_ caller: CallerCondition, _ relation: Relation) -> Bool { reads(caller.sql, relation, depth: 0) }

  private func reads(_ condition: String, _ relation: Relation, depth: Int) -> Bool {
    let asked = SQLCondition(condition)
    if asked.reads(relation.name) { return true }
    let words = SQLLexer.words(of: condition)
    let calls = catalog.functions.contains { function in
      function.name.schema != "pg_catalog" && words.contains(function.name.name.name)
        && function.mentions(relation.name)
    }
    guard !calls, depth < 3 else { return calls }
    return catalog.policies.contains { policy in
      guard let read = catalog.relation(policy.relation), read.oid != relation.oid, asked.reads(read.name) else {
        return false
      }
      return policy.using.map { reads($0, relation, depth: depth + 1) } ?? false
    }
  }

  /// A policy for this command alone goes; one for all commands is needed for reading too.
  private func dropping(_ site: WriteSite, of relation: Relation, _ leaking: LeakingDoor) -> [[String]] {
    let policies = policies(for: site, of: relation, leaking)
    guard !policies.isEmpty, policies.allSatisfy({ $0.command == site.command }) else { return [] }
    return [policies.map { "drop policy \(Identifier($0.name).spelled) on \(relation.name.spelled)" }]
  }

  // MARK: Rights

  /// Leaves the right to change the columns that open nothing, where there are any worth changing.
  private func rest(of site: WriteSite, in relation: Relation) -> [String]? {
    guard site.command == .update, !site.columns.isEmpty else { return nil }
    let holding = holders.holders(of: .update, in: relation.access, owner: relation.owner)
    let table = relation.name.spelled
    let direct = columnRights(site, in: relation)
    guard !holding.isEmpty else { return direct.isEmpty ? nil : direct }
    let keys = Set(
      catalog.constraints.filter {
        $0.relation == relation.oid && ($0.kind == .primaryKey || $0.kind == .foreignKey)
      }.flatMap(\.columns))
    let secret = Set(canaries.keys.filter { $0.relation == relation.name }.map(\.column))
    let kept = relation.columns.filter {
      !site.columns.contains($0.name) && !keys.contains($0.number) && $0.generation == .none
        && !secret.contains($0.name)
    }.map(\.name)
    guard !kept.isEmpty else { return nil }
    return [
      "revoke update on \(table) from \(holding.spelled())",
      "grant update (\(kept.spelled())) on \(table) to \(holding.spelled())",
    ] + direct
  }

  private func columnRights(_ site: WriteSite, in relation: Relation) -> [String] {
    relation.columns.filter { site.columns.contains($0.name) }.compactMap { column in
      let holding = holders.holders(of: site.right, in: column.access, owner: relation.owner)
      guard !holding.isEmpty else { return nil }
      return "revoke \(site.word) (\([column.name].spelled())) on \(relation.name.spelled) from \(holding.spelled())"
    }
  }

  private func revoking(_ site: WriteSite, in relation: Relation) -> [String]? {
    let holding = holders.holders(of: site.right, in: relation.access, owner: relation.owner)
    let columns = columnRights(site, in: relation)
    guard !holding.isEmpty || !columns.isEmpty else { return nil }
    let trusted =
      holding.contains("") ? holders.trustedThroughPublic(site.right, in: relation.access, owner: relation.owner) : []
    let table = relation.name.spelled
    return (holding.isEmpty ? [] : ["revoke \(site.word) on \(table) from \(holding.spelled())"]) + columns
      + (trusted.isEmpty ? [] : ["grant \(site.word) on \(table) to \(trusted.spelled())"])
  }
}
