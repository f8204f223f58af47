import Catalog
import Introspection
import PostgREST
import Postgres
import SQLText
import Testing

/// Through which views a foreign key and a primary key are seen; found out by asking a real PostgREST's query.
@Suite struct ViewLineageRulesTests {
  struct View: Sendable {
    var name: String
    var query: String
    var kind = "view"
    var seesForeignKey: Bool
    var primaryKey: [String]

    static func traced(_ name: String, _ query: String, kind: String = "view", key: [String] = ["id"]) -> View {
      View(name: name, query: query, kind: kind, seesForeignKey: true, primaryKey: key)
    }

    static func untraced(_ name: String, _ query: String, key: [String] = []) -> View {
      View(name: name, query: query, seesForeignKey: false, primaryKey: key)
    }
  }

  static let views: [View] = [
    .traced("plain", "select id, up from api.child"),
    .traced("aliased", "select id as child_id, up as parent_id from api.child", key: ["child_id"]),
    .traced("joined", "select c.id, c.up, p.name from api.child c left join api.parent p on p.id = c.up"),
    .traced("joined_using", "select id, up from api.child join api.extra using (id)"),
    .traced("laterally", "select l.id, l.up from api.parent p, lateral (select * from api.child where up = p.id) l"),
    .traced("with_query", "with q as materialized (select * from api.child) select id, up from q"),
    .traced("sub_query", "select id, up from (select * from api.child limit 5) q"),
    .traced("distinct_rows", "select distinct on (id) id, up from api.child"),
    .traced("windowed", "select id, up, row_number() over (order by id) as n from api.child limit 3"),
    .traced("sampled", "select id, up from api.child tablesample system (50)"),
    .traced("grouped", "select up, count(*) as n from api.child group by up", key: []),
    .traced("same_type", "select id::integer as id, up::integer as up from api.child"),
    .traced("collated", "select id, up, note collate \"C\" as note from api.child"),
    .traced("materialized", "select id, up from api.child", kind: "materialized view"),
    .traced("of_view", "select id, up from api.plain"),
    .traced("of_extra_view", "select id, up from extensions.lent"),
    .untraced("of_hidden_view", "select id, up from hidden.kept"),
    .untraced("united", "select id, up from api.child union all select id, up from api.child"),
    .untraced("without", "select id, up from api.child except select 1, 1"),
    .untraced("computed", "select id, up + 0 as up from api.child", key: ["id"]),
    .untraced("coalesced", "select id, coalesce(up, 0) as up from api.child", key: ["id"]),
    .untraced("cast_away", "select id::bigint as id, up::bigint as up from api.child"),
    .untraced("scalar_query", "select id, (select c.up from api.child c limit 1) as up from api.extra", key: ["id"]),
    .untraced("aggregated", "select max(id) as id, max(up) as up from api.child"),
    .untraced("of_function", "select id, up from api.children()"),
    .untraced("listed", "select * from (values (1, 2)) v (id, up)"),
    .untraced("whole_row", "select (c).id as id, (c).up as up from (select c from api.child c) q (c)"),
  ]

  private static let building = Task<SchemaCache, any Error> {
    let server = try await EphemeralServer.start()
    let connection = try await Connection(server.info)
    try await connection.run(
      script: """
        create schema api; create schema extensions; create schema hidden;
        create table api.parent (id integer primary key, name text);
        create table api.child (id integer primary key, up integer references api.parent, note text);
        create table api.extra (id integer primary key);
        create view extensions.lent as select id, up from api.child;
        create view hidden.kept as select id, up from api.child;
        create function api.children() returns setof api.child language sql stable as 'select * from api.child';
        """)
    for view in views { try await connection.run(script: "create \(view.kind) api.\(view.name) as \(view.query)") }
    let catalog = try await CatalogReader.read(connection)
    await connection.close()
    await server.stop()
    var settings = APISettings()
    settings.schemas = ["api"]
    settings.extraSearchPath = ["extensions"]
    return SchemaCache(catalog: catalog, settings: settings)
  }

  @Test(arguments: views) func aView(_ view: View) async throws {
    let cache = try await Self.building.value
    let name = QualifiedName("api", view.name)
    let parents = cache.relationships(of: name, in: "api").filter { $0.target == QualifiedName("api", "parent") }
    #expect((parents.count == 1) == view.seesForeignKey, "\(view.query)")
    #expect(cache.relations[name]?.primaryKey == view.primaryKey, "\(view.query)")
  }
}
