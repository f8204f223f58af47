package import JSONText
package import SQLText

/// Rows that exist, to take keys and arguments from: some of every table, in their physical order.
package struct RowSample: Hashable, Sendable {
  package struct Table: Hashable, Sendable {
    package var name: QualifiedName
    /// Objects with a member a column, as `to_jsonb` makes them.
    package var rows: [JSONValue]
    /// How many the table has, of which these are some.
    package var count: Int

    package init(name: QualifiedName, rows: [JSONValue], count: Int = 0) {
      self.name = name
      self.rows = rows
      self.count = max(count, rows.count)
    }
  }

  /// In order of name.
  package let tables: [Table]
  private let places: [QualifiedName: Int]

  package init(tables: [Table] = []) {
    self.tables = tables
    places = Dictionary(tables.indices.map { (tables[$0].name, $0) }) { first, _ in first }
  }

  /// Under whose name the OIDs of large objects stand, for functions that take one.
  package static let largeObjects = QualifiedName("pg_catalog", "pg_largeobject_metadata")

  /// How many rows a table has.
  package func count(of name: QualifiedName) -> Int { places[name].map { tables[$0].count } ?? 0 }

  package func rows(of name: QualifiedName) -> [JSONValue] { places[name].map { tables[$0].rows } ?? [] }
}

extension JSONValue {
  /// The value as a query string or a literal writes it; nil for null.
  package var argumentText: String? {
    switch self {
    case .null: nil
    case .bool(let value): value ? "true" : "false"
    case .number(let digits): digits
    case .string(let text): text
    case .array, .object: compact
    }
  }
}
