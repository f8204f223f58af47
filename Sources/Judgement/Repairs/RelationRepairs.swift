internal import Catalog
internal import Probes
internal import SQLText

extension RepairFinder {
  /// What closes a relation: row security where it was meant to stand, the caller's rights below a view, else the columns.
  func closing(_ relation: Relation, _ leaking: LeakingDoor) -> [RepairCandidate] {
    let columns = self.columns(of: relation, leaking)
    let existence =
      leaking.channels.isSubset(of: [.status, .influence, .error, .count])
      ? constraints(of: relation, on: columns, leaking) : []
    let access: [RepairCandidate] =
      switch relation.kind {
      case .view: barrier(relation, leaking) + callersRights(relation, for: relation, leaking)
      case .table, .partitionedTable: rowSecurity(of: relation, for: relation, leaking)
      case .materializedView, .foreignTable, .sequence, .compositeType: []
      }
    return existence + access + [withholding(columns, of: relation)].compactMap(\.self)
  }

  // MARK: Columns

  /// The columns through which a relation lets the secrets out.
  func columns(of relation: Relation, _ leaking: LeakingDoor) -> Set<String> {
    let names = Set(leaking.secrets.filter { $0.relation == relation.name }.map(\.column))
      .union(leaking.columns.filter { relation.column($0) != nil })
      .union(leaking.secrets.flatMap { taken(from: $0, by: relation) })
    let known = names.isEmpty ? Set(leaking.secrets.map(\.column)).filter { relation.column($0) != nil } : names
    return known.union(relation.columns.filter { $0.isGenerated(from: known) }.map(\.name))
  }

  /// A view's columns that are, unchanged, the secret.
  private func taken(from secret: Secret, by relation: Relation) -> [String] {
    guard let origin = catalog.relation(named: secret.relation), let column = origin.column(secret.column) else {
      return []
    }
    return relation.lineage.filter { $0.relation == origin.oid && $0.relationColumn == column.number }
      .compactMap { link in relation.columns.first { $0.number == link.column }?.name }
  }

  /// Takes SELECT on some columns from clients.
  ///
  /// A grant on the table covers every column, so it must go for one on the rest.
  func withholding(_ columns: Set<String>, of relation: Relation) -> RepairCandidate? {
    guard !columns.isEmpty else { return nil }
    let table = relation.name.spelled
    let holding = holders.holders(of: .select, in: relation.access, owner: relation.owner)
    var statements: [String] = []
    if !holding.isEmpty {
      let revoke = "revoke select on \(table) from \(holding.spelled())"
      statements.append(revoke)
      for grantor in holders.grantors(of: .select, to: holding, in: relation.access, owner: relation.owner) {
        statements += ["set role \([grantor].spelled())", revoke, "reset role"]
      }
      let harmless = relation.columns.map(\.name).filter { !columns.contains($0) }
      if !harmless.isEmpty {
        statements.append("grant select (\(harmless.spelled())) on \(table) to \(holding.spelled())")
      }
      let trusted = holders.trustedThroughPublic(.select, in: relation.access, owner: relation.owner)
      if holding.contains(""), !trusted.isEmpty {
        statements.append("grant select on \(table) to \(trusted.spelled())")
      }
    }
    for column in relation.columns where columns.contains(column.name) {
      let direct = holders.holders(of: .select, in: column.access, owner: relation.owner).filter {
        !holding.contains($0)
      }
      if !direct.isEmpty {
        statements.append("revoke select (\([column.name].spelled())) on \(table) from \(direct.spelled())")
      }
    }
    return statements.isEmpty
      ? nil
      : RepairCandidate(statements, excusing: [.columns(relation.name, columns)], touching: [relation.name])
  }

  // MARK: Rows

  /// - Parameter door: the relation that was asked, which may be a view over this one.
  func rowSecurity(of relation: Relation, for door: Relation, _ leaking: LeakingDoor) -> [RepairCandidate] {
    let roles = Set(leaking.readers.map(\.role))
    let tells = describes(relation, leaking)
    let touched: Set<QualifiedName> = [relation.name, door.name]
    guard relation.rowSecurity else {
      let isWritten = catalog.policies.contains { $0.relation == relation.oid }
      guard isWritten || !tells || relation.isPartition else { return [] }
      return [
        RepairCandidate(
          ["alter table \(relation.name.spelled) enable row level security"],
          excusing: touched.sorted().map { tells ? .strangers($0) : .everybody($0) }, touching: touched)
      ]
    }
    let policies = roles.sorted().flatMap { RoleRights($0, in: catalog).readingPolicies(of: relation) }
    let excuses: [Excuse] = touched.sorted().map { tells ? .strangers($0) : .everybody($0) }
    var known: Set<String> = []
    return policies.filter { known.insert($0.name).inserted }.sorted {
      ($0.using == "true" ? 0 : 1, $0.name) < ($1.using == "true" ? 0 : 1, $1.name)
    }.flatMap { policy in
      let name = "\(Identifier(policy.name).spelled) on \(relation.name.spelled)"
      let kept = narrowed(policy, without: roles)
      let narrower = kept.isEmpty ? [] : ["alter policy \(name) to \(kept.spelled())"]
      return (narrower + ["drop policy \(name)"]).map {
        RepairCandidate([$0], excusing: excuses, touching: touched)
      }
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

  // MARK: Views

  private func barrier(_ view: Relation, _ leaking: LeakingDoor) -> [RepairCandidate] {
    guard !view.securityBarrier, leaking.channels.contains(.error) else { return [] }
    return [
      RepairCandidate(
        ["alter view \(view.name.spelled) set (security_barrier = true)"], touching: [view.name])
    ]
  }

  /// Reads below a view with the caller's rights, or closes what lies below one that does so already.
  private func callersRights(_ view: Relation, for door: Relation, _ leaking: LeakingDoor, depth: Int = 0)
    -> [RepairCandidate]
  {
    guard depth < 4 else { return [] }
    guard view.securityInvoker else {
      let touched: Set<QualifiedName> = [view.name, door.name]
      return [
        RepairCandidate(
          ["alter view \(view.name.spelled) set (security_invoker = true)"],
          excusing: touched.sorted().map { .strangers($0) }, touching: touched)
      ]
    }
    return catalog.sources(of: view).flatMap { below -> [RepairCandidate] in
      switch below.kind {
      case .view: callersRights(below, for: door, leaking, depth: depth + 1)
      case .table, .partitionedTable: rowSecurity(of: below, for: door, leaking)
      case .materializedView, .foreignTable, .sequence, .compositeType: []
      }
    }
  }

  // MARK: Constraints

  /// A unique or foreign key tells whoever may write whether a value exists, whatever row security hides.
  private func constraints(of relation: Relation, on columns: Set<String>, _ leaking: LeakingDoor)
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

extension Column {
  /// Whether the database makes it from one of these columns.
  fileprivate func isGenerated(from columns: Set<String>) -> Bool {
    guard generation == .stored || generation == .virtual, let expression = defaultExpression else { return false }
    return !columns.isDisjoint(with: StatementIndex.words(of: expression))
  }
}
