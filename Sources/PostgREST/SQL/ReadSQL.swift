internal import SQLText

/// The query of a read tree: embeds are lateral joins, those of many rows aggregated to JSON on the way.
extension SQLWriter {
  mutating func read(_ node: ReadNode) {
    let table = node.reference
    text("SELECT ")
    selectList(of: node, table)
    from(node)
    for columns in node.embedded {
      // Two embeds of one name share an alias; PostgREST joins the first of them twice, and Postgres refuses it.
      guard let child = node.children.first(where: { $0.queryAlias == columns.queryAlias }) else { continue }
      join(columns, child)
    }
    whereClause(of: node, table)
    text(" ")
    grouping(of: node, table)
    text(" ")
    order(node.order, of: table)
    text(" ")
    window(node.window)
  }

  private mutating func selectList(of node: ReadNode, _ table: TableReference) {
    // An embed with no column at all still needs some: they are left out where its rows are shown.
    let everything = node.fields.isEmpty && node.children.isEmpty
    let fields = everything ? [PlannedField(column: PlannedColumn(name: "*"))] : node.fields
    var isFirst = true
    func separate(_ writer: inout SQLWriter) {
      if !isFirst { writer.text(", ") }
      isFirst = false
    }
    for field in fields {
      separate(&self)
      selected(field, of: table)
    }
    if case .toMany(let extra, _)? = node.spread {
      for item in extra {
        separate(&self)
        selected(item.field, of: item.relation.map { TableReference($0) } ?? table)
      }
    }
    for columns in node.embedded { embedded(columns, &isFirst) }
  }

  private mutating func embedded(_ columns: EmbeddedColumns, _ isFirst: inout Bool) {
    switch columns {
    case .object(_, _, isHidden: true), .array(_, _, isHidden: true): return
    case .object(let name, let queryAlias, _):
      text(isFirst ? "row_to_json(" : ", row_to_json(")
      identifier(queryAlias)
      text(".*)::jsonb AS ")
      identifier(name)
    case .array(let name, let queryAlias, _):
      text(isFirst ? "COALESCE( " : ", COALESCE( ")
      identifier(queryAlias)
      text(".")
      identifier(queryAlias)
      text(", '[]') AS ")
      identifier(name)
    case .spread(let columns, let queryAlias):
      if columns.isEmpty { return }
      if !isFirst { text(", ") }
      list(columns) { $0.selected($1, of: queryAlias) }
    }
    isFirst = false
  }

  /// A computed relationship reads from its function, whose argument is cast for the sake of overloads.
  mutating func from(_ node: ReadNode) {
    text(" FROM ")
    if let link = node.link, let function = link.relationship.function {
      name(function)
      text("(")
      identifier(link.sourceAlias ?? link.relationship.source.name.name)
      text("::")
      name(link.relationship.source)
      text(")")
    } else {
      table(node.table)
    }
    if let alias = node.tableAlias {
      text(" AS ")
      identifier(alias)
    }
    if let junction = node.link?.relationship.junction {
      text(", ")
      name(junction.relation)
    }
  }

  private mutating func whereClause(of node: ReadNode, _ table: TableReference) {
    let joins = node.link?.conditions ?? []
    guard !node.conditions.isEmpty || !joins.isEmpty else { return }
    text(" WHERE ")
    list(node.conditions, separator: " AND ") { $0.logic($1, of: table) }
    if !node.conditions.isEmpty, !joins.isEmpty { text(" AND ") }
    list(joins, separator: " AND ") { $0.joinCondition($1) }
  }

  mutating func joinCondition(_ condition: JoinCondition) {
    column(condition.left, condition.leftColumn)
    text(" = ")
    column(condition.right, condition.rightColumn)
  }

  private mutating func join(_ columns: EmbeddedColumns, _ node: ReadNode) {
    let isInner = node.join == .inner
    let alias = node.queryAlias
    text(isInner ? " INNER JOIN LATERAL ( " : " LEFT JOIN LATERAL ( ")
    var isAggregated = false
    switch (columns, node.spread) {
    case (.spread(let columns, _), .toMany(_, let order)?):
      isAggregated = true
      aggregate(alias)
      for column in columns {
        text(", ")
        spreadArray(column, of: alias, order)
      }
    case (.array, _):
      isAggregated = true
      aggregate(alias)
    case (.object, _), (.spread, _): break
    }
    if isAggregated { text(" FROM (") }
    read(node)
    if isAggregated {
      text(" ) AS ")
      identifier(alias)
    }
    text(" ) AS ")
    identifier(alias)
    text(" ON ")
    if isAggregated && isInner {
      identifier(alias)
      text(" IS NOT NULL")
    } else {
      text("TRUE")
    }
  }

  private mutating func aggregate(_ alias: String) {
    text("SELECT json_agg(")
    identifier(alias)
    text(")::jsonb AS ")
    identifier(alias)
  }

  private mutating func spreadArray(_ column: SpreadColumn, of alias: String, _ order: [PlannedOrder]) {
    text("COALESCE(json_agg(")
    self.column(TableReference(alias), column.name)
    text(" ")
    self.order(order, of: TableReference(alias))
    text("),'[]')::jsonb AS ")
    identifier(column.alias ?? column.name)
  }

  /// Where anything is aggregated, everything else is grouped by.
  private mutating func grouping(of node: ReadNode, _ table: TableReference) {
    guard node.fields.contains(where: { $0.aggregate != nil }) || node.embedded.contains(where: \.aggregates) else {
      return
    }
    var terms: [(inout SQLWriter) -> Void] = []
    for field in node.fields where field.aggregate == nil {
      terms.append { writer in
        if let alias = field.alias { writer.identifier(alias) } else { writer.field(field.column, of: table) }
      }
    }
    for columns in node.embedded {
      switch columns {
      case .object(let name, _, _), .array(let name, _, _): terms.append { $0.identifier(name) }
      case .spread(let columns, let queryAlias):
        for column in columns where column.aggregate == nil {
          terms.append { $0.column(TableReference(queryAlias), column.alias ?? column.name) }
        }
      }
    }
    guard !terms.isEmpty else { return }
    text(" GROUP BY ")
    list(terms) { writer, term in term(&writer) }
  }
}
