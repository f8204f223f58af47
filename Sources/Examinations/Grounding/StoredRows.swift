internal import Catalog
internal import JSONText
internal import Postgres
internal import SQLAnswers
internal import SQLText

/// Looks up rows of the whole database by what they hold.
struct StoredRows: Sendable {
  let catalog: CatalogSnapshot
  /// A superuser's.
  let connection: Connection

  struct Row: Hashable, Sendable {
    var relation: QualifiedName
    var values: JSONValue

    /// Whether a column holds the text, alone or in a list.
    func holds(_ text: String) -> Bool {
      (values.members ?? []).contains { $0.value.leafTexts.contains(text) }
    }

    /// Whether the text is the row's own key.
    func isKeyed(by text: String, in catalog: CatalogSnapshot) -> Bool {
      catalog.relation(named: relation)?.primaryKey.map { values[$0]?.leafTexts == [text] } == [true]
    }
  }

  private static let ownSchemas: Set<String> = ["pg_catalog", "information_schema", "trespass"]
  private static let mostRelatives = 60

  /// - Parameter most: of one table.
  func rows(holding texts: [String], most: Int) async throws -> [Row] {
    let texts = texts.filter { !$0.isEmpty }
    guard !texts.isEmpty else { return [] }
    let list = SQL.bind(JSONValue.array(texts.map { .string($0) }).compact, as: .jsonb)
    var found: [Row] = []
    for relation in catalog.relations
    where (relation.kind == .table && !relation.isPartition || relation.kind == .partitionedTable)
      && !Self.ownSchemas.contains(relation.name.schema.name)
    {
      let answer = try await connection.rows(
        """
        select to_jsonb(t.*)::text from \(relation.name) t where exists (
          select from jsonb_each_text(to_jsonb(t.*)) held, jsonb_array_elements_text(\(list)) sought
          where held.value = sought.value or length(sought.value) > 7 and strpos(held.value, sought.value) > 0)
        limit \(verbatim: "\(most)")
        """)
      found += try answer.cells.map { Row(relation: relation.name, values: try JSONValue(parsing: $0[0] ?? "null")) }
    }
    return found
  }

  /// The rows that some rows refer to by keys of one column.
  func parents(of rows: [Row]) async throws -> [Row] {
    try await relatives(rows) { relation in
      catalog.foreignKeys(of: relation.oid).filter { $0.columns.count == 1 }.compactMap { key in
        guard let parent = catalog.relation(key.referencedRelation) else { return nil }
        return link(relation, key.columns[0], parent, key.referencedColumns[0])
      }
    }
  }

  /// The rows that refer to some rows by keys of one column.
  func children(of rows: [Row]) async throws -> [Row] {
    try await relatives(rows) { relation in
      catalog.constraints.filter {
        $0.kind == .foreignKey && $0.referencedRelation == relation.oid && $0.columns.count == 1
      }.compactMap { key in
        guard let child = catalog.relation(key.relation) else { return nil }
        return link(relation, key.referencedColumns[0], child, key.columns[0])
      }
    }
  }

  private struct Link {
    var column: String
    var other: Relation
    var otherColumn: String
  }

  private func link(_ relation: Relation, _ number: Int, _ other: Relation, _ otherNumber: Int) -> Link? {
    guard let column = relation.columns.first(where: { $0.number == number }),
      let there = other.columns.first(where: { $0.number == otherNumber })
    else { return nil }
    return Link(column: column.name, other: other, otherColumn: there.name)
  }

  private func relatives(_ rows: [Row], _ links: (Relation) -> [Link]) async throws -> [Row] {
    var found: [Row] = []
    for row in rows {
      guard let relation = catalog.relation(named: row.relation) else { continue }
      for link in links(relation) {
        guard found.count < Self.mostRelatives, let value = row.values[link.column]?.leafTexts.first else { continue }
        let answer = try await connection.rows(
          """
          select to_jsonb(t.*)::text from \(link.other.name) t
          where t.\(Identifier(link.otherColumn))::text = \(bind: value, as: .text) limit 20
          """)
        found += try answer.cells.map {
          Row(relation: link.other.name, values: try JSONValue(parsing: $0[0] ?? "null"))
        }
      }
    }
    return found
  }
}
