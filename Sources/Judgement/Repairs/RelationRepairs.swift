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
      case .view:
        barrier(relation, leaking) + callersRights(relation, for: relation, leaking)
          + (relation.securityInvoker ? [] : narrowing(view: relation, leaking))
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
      : RepairCandidate(statements, accepting: [.columns(relation.name, columns)], touching: [relation.name])
  }

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
          accepting: touched.sorted().map { .strangers($0) }, touching: touched)
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
}

extension Column {
  /// Whether the database makes it from one of these columns.
  fileprivate func isGenerated(from columns: Set<String>) -> Bool {
    guard generation == .stored || generation == .virtual, let expression = defaultExpression else { return false }
    return !columns.isDisjoint(with: SQLLexer.words(of: expression))
  }
}
