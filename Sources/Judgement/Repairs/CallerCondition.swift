internal import Catalog
internal import Probes
internal import SQLText

/// A condition that ties a row to whoever asks, as the project writes it in its own policies.
struct CallerCondition: Hashable, Sendable {
  var sql: String
  /// Columns of the row that it compares.
  var columns: Set<String>
}

extension RepairFinder {
  /// The conditions that could be asked of a relation's rows, the likeliest first: the project's own conditions on this
  /// table or on one with the same columns, then those of the tables that it refers to.
  ///
  /// - Parameter alias: what the rows are called where the condition is put.
  func callerConditions(of relation: Relation, calledAs alias: Identifier? = nil, _ leaking: LeakingDoor)
    -> [CallerCondition]
  {
    let wanted = Set(leaking.secrets.flatMap { [$0.tenantColumn, $0.ownerColumn].compactMap(\.self) })
    let own = catalog.policies.compactMap { policy in catalog.relation(policy.relation).map { (policy, $0) } }
      .filter { !Self.platform.contains($0.1.name.schema.name) }
      .flatMap { policy, source in
        [policy.using, policy.check].compactMap(\.self).flatMap(\.conjuncts)
          .compactMap { caller($0, from: source, for: relation, calledAs: alias ?? relation.name.name) }
          .map { (caller: $0, isOwn: source.oid == relation.oid) }
      }
    let ranked = own.sorted {
      let (a, b) = ($0.caller, $1.caller)
      return (a.columns.isDisjoint(with: wanted) ? 1 : 0, $0.isOwn ? 0 : 1, a.sql.count, a.sql)
        < (b.columns.isDisjoint(with: wanted) ? 1 : 0, $1.isOwn ? 0 : 1, b.sql.count, b.sql)
    }.map(\.caller)
    var known: Set<CallerCondition> = []
    return (ranked + parents(of: relation, calledAs: alias ?? relation.name.name, leaking)).filter {
      known.insert($0).inserted
    }
  }

  static let platform: Set<String> = [
    "auth", "storage", "vault", "realtime", "cron", "net", "supabase_functions",
  ]

  /// A condition of a policy of one table, asked of another one's rows.
  private func caller(_ condition: String, from source: Relation, for relation: Relation, calledAs alias: Identifier)
    -> CallerCondition?
  {
    let text = SQLCondition(condition)
    let columns = text.columns(of: source)
    guard !columns.isEmpty,
      condition.disjuncts.allSatisfy({ speaksOfCaller($0) && !SQLCondition($0).columns(of: source).isEmpty })
    else { return nil }
    for name in columns {
      guard let own = relation.column(name), own.type == source.column(name)?.type else { return nil }
      // Every table has an `id`, and each is another's.
      if source.oid != relation.oid, source.primaryKey == [name] { return nil }
    }
    guard source.name.name != alias else { return CallerCondition(sql: condition.onOneLine, columns: columns) }
    // An inner query over a table of this name would catch what is meant for the outer row.
    guard !text.qualifies(with: alias.name) else { return nil }
    return CallerCondition(sql: text.renamed(from: source.name.name, to: alias).onOneLine, columns: columns)
  }

  /// Whether it depends on who asks: on claims, or on a function of the project that reads them.
  func speaksOfCaller(_ text: String, depth: Int = 0) -> Bool {
    if ["auth.", "current_setting", "request.jwt", "current_user"].contains(where: text.contains) { return true }
    guard depth < 3 else { return false }
    let words = SQLLexer.words(of: text)
    return catalog.functions.contains { function in
      !Self.platform.contains(function.name.schema.name) && function.name.schema != "pg_catalog"
        && words.indices.contains { words[$0] == function.name.name.name && words[($0 + 1)...].first == "(" }
        && speaksOfCaller(function.body, depth: depth + 1)
    }
  }

  /// A row that refers to another: what the policies of that table ask of its key is asked of what refers to it, or
  /// whether the reader sees it.
  private func parents(of relation: Relation, calledAs alias: Identifier, _ leaking: LeakingDoor) -> [CallerCondition] {
    let roles = Set(leaking.readers.map(\.role)).sorted()
    return references(of: relation).flatMap { reference -> [CallerCondition] in
      let (column, parent) = (reference.column, reference.parent)
      let conditions = catalog.policies.filter { $0.relation == parent.oid }.flatMap { [$0.using, $0.check] }
        .compactMap(\.self).flatMap(\.conjuncts)
      let asked = conditions.filter {
        SQLCondition($0).columns(of: parent) == [reference.target] && speaksOfCaller($0)
          && !SQLCondition($0).qualifies(with: alias.name)
      }.map { condition in
        let value = SQLCondition.Substitute(bare: [column].spelled(), qualified: "\(alias).\([column].spelled())")
        return SQLCondition(condition).substituting([reference.target: value], of: parent).onOneLine
      }
      let isSeen =
        !relation.isView && parent.rowSecurity
        && roles.allSatisfy { asksForCaller(parent, for: RoleRights($0, in: catalog)) }
      let seen =
        "(\([column].spelled()) in (select above.\([reference.target].spelled()) from \(parent.name.spelled) above))"
      return (asked + (isSeen ? [seen] : [])).map { CallerCondition(sql: $0, columns: [column]) }
    }
  }

  private struct Reference {
    var column: String
    var parent: Relation
    /// The column of the parent that it refers to.
    var target: String
  }

  /// What a relation's columns refer to; a view's as those of the tables that they come from.
  private func references(of relation: Relation) -> [Reference] {
    let own = relation.columns.map { ($0.name, relation.oid, $0.number) }
    let origins = relation.lineage.compactMap { link in
      relation.columns.first { $0.number == link.column }.map { ($0.name, link.relation, link.relationColumn) }
    }
    return (relation.isView ? origins : own).flatMap { name, source, number in
      catalog.foreignKeys(of: source).filter { $0.columns == [number] }.compactMap { key in
        guard let parent = catalog.relation(key.referencedRelation), parent.oid != relation.oid,
          let target = parent.columns.first(where: { $0.number == key.referencedColumns[0] })
        else { return nil }
        return Reference(column: name, parent: parent, target: target.name)
      }
    }
  }

  private func asksForCaller(_ relation: Relation, for rights: RoleRights) -> Bool {
    let policies = rights.policies(of: relation, for: .select)
    return rights.grantee(of: .select, in: relation.access) != nil && !policies.isEmpty
      && policies.allSatisfy { policy in
        let using = policy.using ?? "true"
        return !SQLCondition(using).columns(of: relation).isEmpty && speaksOfCaller(using)
      }
  }
}
