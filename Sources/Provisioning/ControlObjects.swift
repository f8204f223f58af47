internal import JSONText
package import Postgres
package import Probes
internal import SQLAnswers
package import SQLText

/// Objects that leak on purpose, in a throw-away copy of a world: what a family does not see here, it would not see anywhere.
///
/// For every table that keeps secrets: a table that holds its very rows beside a parent to embed it under and a document to
/// look into, a function that returns them, a function that poses as a column, and what each other way of attacking goes through.
package enum ControlObjects {
  package static let schema: Identifier = "trespass_control"

  /// The control table for a table that keeps secrets.
  package static func table(for relation: QualifiedName, among relations: [QualifiedName]) -> QualifiedName {
    QualifiedName(schema, Identifier("exposed_\((relations.firstIndex(of: relation) ?? 0) + 1)"))
  }

  /// Makes the objects, open to a role.
  ///
  /// - Parameter texts: values of the canaries; rows that hold one are wanted first.
  /// - Throws: the ``ServerMessage`` of a refusal.
  package static func make(
    for relations: [QualifiedName], secrets: [Secret], holding texts: [String], openTo role: String,
    on connection: Connection
  ) async throws {
    try await run("create schema \(schema)", on: connection)
    for statement in doors { try await run(statement, on: connection) }
    for (index, relation) in relations.enumerated() {
      let columns = Set(secrets.filter { $0.relation == relation }.map(\.column)).sorted()
      for statement in statements(number: index + 1, relation, columns, texts) {
        try await run(statement, on: connection)
      }
      for column in columns {
        // A type without an order has no unique index, and nothing to conflict with.
        for statement in keyed(number: index + 1, relation, column) { _ = try await connection.answer(statement) }
      }
    }
    try await run(resolver(relations.count), on: connection)
    for statement in relations.indices.flatMap({ chained(number: $0 + 1) + opened(number: $0 + 1) }) {
      try await run(statement, on: connection)
    }
    let asker = Identifier(role)
    try await run("grant usage on schema \(schema) to \(asker)", on: connection)
    try await run("grant all on all tables in schema \(schema) to \(asker)", on: connection)
    try await run("grant execute on all functions in schema \(schema) to \(asker)", on: connection)
    try await connection.analyze()
  }

  /// Rows of one table that stand in for all.
  private static let mostRows = 60

  /// Rows are there three times, so that statistics list their values; a NOT NULL column waits to be broken.
  private static func statements(
    number: Int, _ relation: QualifiedName, _ columns: [String], _ texts: [String]
  ) -> [SQL] {
    let held = columns.map { "t.\(Identifier($0).quoted) is not null" }.joined(separator: " or ")
    let holder = named("holder", number)
    let exposed = named("exposed", number)
    let list = SQL.literal(JSONValue.array(texts.map { .string($0) }).compact)
    return [
      "create table \(holder) (id int primary key)",
      "insert into \(holder) values (1)",
      """
      create table \(exposed) as select row_number() over () as trespass_id, 1 as trespass_holder, 'a'::text as trespass_note,
        to_jsonb(t.*) as trespass_document, t.*
        from (
          select * from \(relation) t where \(verbatim: held)
          order by (select count(*) from jsonb_array_elements_text(\(verbatim: list)) c where strpos((t.*)::text, c) > 0) desc
          limit \(verbatim: "\(mostRows)")
        ) t, generate_series(1, 3)
      """,
      """
      alter table \(exposed) add primary key (trespass_id), add foreign key (trespass_holder) references \(holder),
        alter trespass_note set not null
      """,
      "create function \(named("reveal", number))() returns setof \(exposed) language sql stable security definer as \(verbatim: "$$ select * from \(exposed.quoted) $$")",
      "create function \(named("label", number))(\(exposed)) returns text language sql stable as $$ select $1::text $$",
      """
      do $$ begin execute format('comment on table \(exposed) is %L', (select string_agg((t.*)::text, ' ') from \(exposed) t));
      end $$
      """,
    ]
  }

  /// The values of one column under a unique index: inserting one again is a conflict.
  private static func keyed(number: Int, _ relation: QualifiedName, _ column: String) -> [SQL] {
    let table = QualifiedName(schema, Identifier("keyed_\(number)_\(column)"))
    return [
      "create table \(table) as select distinct t.\(Identifier(column)) from \(relation) t",
      "create unique index on \(table) (\(Identifier(column)))",
    ]
  }

  /// What opens the objects of ``opened(number:)``: a table that anybody may join, and a function whose answer a connection keeps.
  private static let doors: [SQL] = [
    "create table \(QualifiedName(schema, "admitted")) (user_id text not null)",
    """
    create function \(QualifiedName(schema, "is_insider"))() returns boolean language plpgsql immutable as \
    \(verbatim: "$$ begin return current_setting('request.jwt.claims', true)::jsonb ->> 'sub' = '\(PooledSessions.insider)'; end $$")
    """,
  ]

  /// Rows that are reached by one step more: to one, to many, and through rows that a function makes.
  private static func chained(number: Int) -> [SQL] {
    let (exposed, link, pointer) = (named("exposed", number), named("link", number), named("pointer", number))
    return [
      "create table \(pointer) as select trespass_id from \(exposed)",
      "alter table \(pointer) add primary key (trespass_id), add foreign key (trespass_id) references \(exposed)",
      "create table \(link) as select 1 as id",
      "create function \(named("linked", number))(\(named("holder", number))) returns setof \(link) language sql stable as \(verbatim: "$$ select * from \(link.quoted) $$")",
      "create function \(named("behind", number))(\(link)) returns setof \(exposed) language sql stable security definer as \(verbatim: "$$ select * from \(exposed.quoted) $$")",
    ]
  }

  /// The rows for whoever poses as somebody, admits themselves, or asks after one who may.
  private static func opened(number: Int) -> [SQL] {
    let exposed = named("exposed", number)
    let claims: SQL = "nullif(current_setting('request.jwt.claims', true), '')::jsonb"
    return [
      """
      create view \(named("posed", number)) as select * from \(exposed)
      where (\(claims) -> 'user_metadata' ->> 'is_trespassing')::boolean
      or current_setting('request.headers', true)::json ->> 'x-trespass' = 'open'
      """,
      """
      create view \(named("guarded", number)) as select * from \(exposed)
      where exists (
        select from \(QualifiedName(schema, "admitted")) a where a.user_id = coalesce(\(claims) ->> 'sub', a.user_id))
      """,
      """
      create function \(named("pooled", number))() returns setof \(exposed) language plpgsql stable security definer as \
      \(verbatim: "$$ begin return query select * from \(exposed.quoted) where \(schema.quoted).is_insider(); end $$")
      """,
    ]
  }

  /// A GraphQL function that answers any query with everything.
  private static func resolver(_ count: Int) -> SQL {
    let rows = (1...max(count, 1)).map { "select to_jsonb(t.*) as row from \(named("exposed", $0).quoted) t" }
    return """
      create function \(QualifiedName(schema, "graphql"))(query text) returns jsonb language sql stable security definer as \(verbatim: "$$ select jsonb_agg(row) from (\(rows.joined(separator: " union all "))) all_rows $$")
      """
  }

  private static func named(_ kind: String, _ number: Int) -> QualifiedName {
    QualifiedName(schema, Identifier("\(kind)_\(number)"))
  }

  private static func run(_ sql: SQL, on connection: Connection) async throws {
    if case .failed(let message, _) = try await connection.answer(sql) { throw message }
  }
}
