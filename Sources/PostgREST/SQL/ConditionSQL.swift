/// Filters as PostgREST writes them: values are bound with no type, so that Postgres reads them as the column's.
extension SQLWriter {
  mutating func logic(_ tree: PlannedLogic, of table: TableReference) {
    switch tree {
    case .group(let logic, let negated, let trees):
      text(negated ? "NOT (" : " (")
      list(trees, separator: logic == .and ? " AND " : " OR ") { $0.logic($1, of: table) }
      text(")")
    case .condition(let column, let condition): self.condition(condition, on: column, of: table)
    case .embed(let alias, let exists):
      identifier(alias)
      text(exists ? " IS DISTINCT FROM NULL" : " IS NOT DISTINCT FROM NULL")
    }
  }

  mutating func condition(_ condition: Condition, on column: PlannedColumn, of table: TableReference) {
    text(condition.negated ? "NOT " : " ")
    field(column, of: table)
    switch condition.operation {
    case .plain(let plain, let value):
      text(" \(plain.sql) ")
      self.value(value, for: column)
    case .compare(let comparison, let value, let quantifier): compare(comparison, value, quantifier, column)
    case .is(let value): text(" IS \(value.sql)")
    case .isDistinct(let value):
      text(" IS DISTINCT FROM ")
      bind(value)
    case .in(let values): isOne(of: values, column)
    case .fullText(let search, let value, let language):
      text(" \(search.sql)(")
      self.language(language)
      bind(value)
      text(") ")
    }
  }

  private mutating func compare(
    _ comparison: Comparison, _ value: String, _ quantifier: Quantifier?, _ column: PlannedColumn
  ) {
    text(" \(comparison.sql) ")
    if let quantifier { text(quantifier == .any ? "ANY(" : "ALL(") }
    if comparison == .like || comparison == .ilike {
      bind(value.replacing("*", with: "%"))
    } else {
      self.value(value, for: column)
    }
    if quantifier != nil { text(")") }
  }

  /// `= ANY` with one array, so that a list of any length is one statement and an empty one is none.
  private mutating func isOne(of values: [String], _ column: PlannedColumn) {
    if values == [""] { return text(" = ANY('{}') ") }
    text(" = ANY (")
    let array = Self.arrayLiteral(values)
    if let function = column.representation {
      text("(SELECT \(function)(unnest(")
      bind(array)
      text("::text[])))")
    } else {
      bind(array)
    }
    text(") ")
  }

  private mutating func value(_ value: String, for column: PlannedColumn) {
    guard let function = column.representation else { return bind(value) }
    text("\(function)(")
    bind(value)
    text(")")
  }

  static func arrayLiteral(_ values: [String]) -> String {
    let elements = values.map { value in
      "\"" + value.prefix { $0 != "\0" }.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    return "{\(elements.joined(separator: ","))}"
  }
}

extension PlainOperator {
  fileprivate var sql: String {
    switch self {
    case .neq: "<>"
    case .cs: "@>"
    case .cd: "<@"
    case .ov: "&&"
    case .sl: "<<"
    case .sr: ">>"
    case .nxr: "&<"
    case .nxl: "&>"
    case .adj: "-|-"
    }
  }
}

extension Comparison {
  fileprivate var sql: String {
    switch self {
    case .eq: "="
    case .gte: ">="
    case .gt: ">"
    case .lte: "<="
    case .lt: "<"
    case .like: "like"
    case .ilike: "ilike"
    case .match: "~"
    case .imatch: "~*"
    }
  }
}

extension FullTextOperator {
  fileprivate var sql: String {
    switch self {
    case .fts: "@@ to_tsquery"
    case .plfts: "@@ plainto_tsquery"
    case .phfts: "@@ phraseto_tsquery"
    case .wfts: "@@ websearch_to_tsquery"
    }
  }
}

extension IsValue {
  fileprivate var sql: String {
    switch self {
    case .null: "NULL"
    case .notNull: "NOT NULL"
    case .true: "TRUE"
    case .false: "FALSE"
    case .unknown: "UNKNOWN"
    }
  }
}
