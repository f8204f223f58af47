package import Catalog
internal import JSONText
package import Postgres
package import Probes
internal import SQLAnswers
internal import SQLText

extension RowSample {
  /// Reads rows of every table: of a long one the first and the last, so that both ends of a seed are there.
  ///
  /// - Parameters:
  ///   - most: of one table.
  ///   - secrets: their columns are left out, for a canary that the asker already holds proves nothing.
  package static func read(_ connection: Connection, catalog: CatalogSnapshot, leavingOut secrets: [Secret], most: Int)
    async throws -> RowSample
  {
    let (first, last) = (most - most / 6, most / 6)
    var tables: [Table] = []
    for relation in catalog.relations where relation.kind == .table || relation.kind == .partitionedTable {
      guard !["pg_catalog", "information_schema", "trespass"].contains(relation.name.schema.name), !relation.isPartition
      else { continue }
      let hidden = Set(secrets.filter { $0.relation == relation.name && $0.path.isEmpty }.map(\.column))
      let rows = try await connection.rows(
        """
        select to_jsonb(t.*)::text, (select count(*) from \(relation.name)) from (
          (select * from \(relation.name) limit \(verbatim: "\(first)"))
          union all
          (select * from \(relation.name) offset greatest(\(verbatim: "\(first)"), (select count(*) from \(relation.name)) - \(verbatim: "\(last)")))
        ) t
        """)
      let values = try rows.cells.map { try JSONValue(parsing: $0[0] ?? "null") }
      let count = rows.cells.first?[1].flatMap { Int($0) } ?? 0
      tables.append(Table(name: relation.name, rows: values.map { $0.without(hidden) }, count: count))
    }
    let objects = try await connection.rows("select oid::text from pg_largeobject_metadata order by oid limit 8")
    tables.append(
      Table(name: RowSample.largeObjects, rows: objects.cells.map { ["oid": .number($0[0] ?? "0")] }))
    return RowSample(tables: tables)
  }
}

extension JSONValue {
  fileprivate func without(_ keys: Set<String>) -> JSONValue {
    members.map { members in .object(members.filter { !keys.contains($0.key) }) } ?? self
  }
}

extension Connection {
  /// Refreshes the statistics that plans and estimated counts rest on, of whatever is stored here.
  func analyze() throws {
    try run(
      script: """
        do $$ declare stored regclass; begin
        for stored in select oid from pg_class where relkind in ('r', 'm', 'p') and relpersistence <> 't' loop
        execute 'analyze ' || stored; end loop; end $$
        """)
  }
}
