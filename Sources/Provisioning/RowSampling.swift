package import Catalog
internal import JSONText
package import Postgres
package import Probes
internal import SQLText

extension RowSample {
  /// Reads some rows of every table: the first sixty and the last four, so that both ends of a long seed are there.
  ///
  /// - Parameter secrets: their columns are left out, for a canary that the asker already holds proves nothing.
  package static func read(_ connection: Connection, catalog: CatalogSnapshot, leavingOut secrets: [Secret])
    async throws -> RowSample
  {
    var tables: [Table] = []
    for relation in catalog.relations where relation.kind == .table || relation.kind == .partitionedTable {
      guard !["pg_catalog", "information_schema", "trespass"].contains(relation.name.schema.name), !relation.isPartition
      else { continue }
      let hidden = Set(secrets.filter { $0.relation == relation.name && $0.path.isEmpty }.map(\.column))
      let rows = try await connection.rows(
        """
        select to_jsonb(t.*)::text from (
          (select * from \(relation.name) limit 60)
          union all
          (select * from \(relation.name) offset greatest(60, (select count(*) from \(relation.name)) - 4))
        ) t
        """)
      let values = try rows.cells.map { try JSONValue(parsing: $0[0] ?? "null") }
      tables.append(Table(name: relation.name, rows: values.map { $0.without(hidden) }))
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
