package import Catalog
package import Postgres
package import SQLText

/// Objects that leak on purpose, in a throw-away copy of a world: what a family does not see here, it would not see anywhere.
///
/// For every table that keeps secrets: a table that holds its very rows beside a parent to embed it under and a document to
/// look into, a function that returns them, a function that poses as a column.
package enum ControlObjects {
  package static let schema: Identifier = "trespass_control"

  /// The control table for a table that keeps secrets.
  package static func table(for relation: QualifiedName, among relations: [QualifiedName]) -> QualifiedName {
    QualifiedName(schema, Identifier("exposed_\((relations.firstIndex(of: relation) ?? 0) + 1)"))
  }

  /// Makes the objects, open to a role.
  ///
  /// - Throws: the ``ServerMessage`` of a refusal.
  package static func make(
    for relations: [QualifiedName], in catalog: CatalogSnapshot, openTo role: String, on connection: Connection
  ) async throws {
    try await run("create schema \(schema)", on: connection)
    for (index, relation) in relations.enumerated() {
      for statement in statements(number: index + 1, relation) { try await run(statement, on: connection) }
    }
    let asker = Identifier(role)
    try await run("grant usage on schema \(schema) to \(asker)", on: connection)
    try await run("grant all on all tables in schema \(schema) to \(asker)", on: connection)
    try await run("grant execute on all functions in schema \(schema) to \(asker)", on: connection)
    try await connection.run(script: "analyze")
  }

  private static func statements(number: Int, _ relation: QualifiedName) -> [SQL] {
    let holder = QualifiedName(schema, Identifier("holder_\(number)"))
    let exposed = QualifiedName(schema, Identifier("exposed_\(number)"))
    let reveal = QualifiedName(schema, Identifier("reveal_\(number)"))
    let label = QualifiedName(schema, Identifier("label_\(number)"))
    return [
      "create table \(holder) (id int primary key)",
      "insert into \(holder) values (1)",
      """
      create table \(exposed) as select row_number() over () as trespass_id, 1 as trespass_holder,
        to_jsonb(t) as trespass_document, t.* from (select * from \(relation) limit 400) t
      """,
      "alter table \(exposed) add primary key (trespass_id), add foreign key (trespass_holder) references \(holder)",
      "create function \(reveal)() returns setof \(exposed) language sql stable security definer as \(verbatim: "$$ select * from \(exposed.quoted) $$")",
      "create function \(label)(\(exposed)) returns text language sql stable as $$ select $1::text $$",
    ]
  }

  private static func run(_ sql: SQL, on connection: Connection) async throws {
    if case .failed(let message, _) = try await connection.answer(sql) { throw message }
  }
}
