/// Fields, casts and aggregates as PostgREST writes them.
extension SQLWriter {
  mutating func field(_ column: PlannedColumn, of table: TableReference) {
    guard let search = column.textSearch else { return bareField(column, of: table) }
    text("to_tsvector(")
    language(search.language)
    bareField(column, of: table)
    text(")")
  }

  private mutating func bareField(_ column: PlannedColumn, of table: TableReference) {
    if column.isWholeRow { return identifier(table.name) }
    if column.path.isEmpty { return self.column(table, column.name) }
    if column.needsJSON {
      text("to_jsonb(")
      self.column(table, column.name)
      text(")")
    } else {
      self.column(table, column.name)
    }
    for step in column.path { jsonStep(step) }
  }

  private mutating func jsonStep(_ step: JSONStep) {
    text(step.asText ? "->>" : "->")
    switch step.operand {
    case .key(let key): bind(key)
    case .index(let index):
      bind(index)
      text("::int")
    }
  }

  mutating func language(_ language: String?) {
    guard let language else { return }
    bind(language)
    text(", ")
  }

  /// A field of the select list.
  mutating func selected(_ field: PlannedField, of table: TableReference) {
    applying(field.aggregate, cast: field.aggregateCast) { writer in
      writer.casting(field.cast) { writer in
        guard let function = field.column.representation else { return writer.field(field.column, of: table) }
        writer.text("\(function)(")
        writer.field(field.column, of: table)
        writer.text(")")
      }
    }
    alias(field.alias)
  }

  mutating func selected(_ column: SpreadColumn, of queryAlias: String) {
    applying(column.aggregate, cast: column.aggregateCast) { $0.column(TableReference(queryAlias), column.name) }
    alias(column.alias)
  }

  private mutating func alias(_ alias: String?) {
    guard let alias else { return }
    text(" AS ")
    identifier(alias)
  }

  private mutating func applying(
    _ aggregate: AggregateFunction?, cast: String?, _ inside: (inout SQLWriter) -> Void
  ) {
    guard let aggregate else { return inside(&self) }
    casting(cast) { writer in
      writer.text("\(aggregate.rawValue.uppercased())(")
      inside(&writer)
      writer.text(")")
    }
  }

  /// The type stays unquoted, since quotes would turn off `int` and its kin; the grammar lets no operator through.
  private mutating func casting(_ type: String?, _ inside: (inout SQLWriter) -> Void) {
    guard let type else { return inside(&self) }
    text("CAST( ")
    inside(&self)
    text(" AS \(type) )")
  }

  mutating func order(_ terms: [PlannedOrder], of table: TableReference) {
    guard !terms.isEmpty else { return }
    text("ORDER BY ")
    list(terms) { writer, term in
      writer.field(term.column, of: term.relation.map { TableReference($0) } ?? table)
      let direction = term.direction.map { $0 == .asc ? "ASC" : "DESC" } ?? ""
      let nulls = term.nulls.map { $0 == .first ? "NULLS FIRST" : "NULLS LAST" } ?? ""
      writer.text(" \(direction) \(nulls)")
    }
  }

  mutating func window(_ window: RowWindow) {
    guard window != .all else { return }
    text("LIMIT ")
    if let limit = window.limit { bind(String(limit)) } else { text("ALL") }
    text(" OFFSET ")
    bind(String(window.lower))
  }
}
