import Catalog
import Introspection
import PostgREST
import Postgres
import SQLText
import Testing

/// Rules that the recorded schema has no case for.
@Suite struct RelationshipRulesTests {
  private static let building = Task<(CatalogSnapshot, SchemaCache), any Error> {
    let server = try await EphemeralServer.start()
    let connection = try await Connection(server.info)
    try await connection.run(
      script: """
        create schema api; create schema hidden; set search_path = '';
        create table api.base (a integer, b integer, primary key (a, b));
        create table api.one (
          x integer, y integer, z integer, unique (y, x), foreign key (x, y) references api.base (a, b));
        create table api.many (x integer, y integer, z integer, unique (x, y, z));
        alter table api.many add constraint many_fk foreign key (x, y) references api.base (a, b);
        create table api.room (id integer primary key);
        create table api.room_log (
          id integer primary key, innermost integer constraint inner_fk references api.room,
          leftmost integer constraint left_fk references api.room, third integer constraint third_fk references api.room);
        create table api.wide (id integer primary key, room_id integer, made date) partition by range (id);
        alter table api.wide drop constraint wide_pkey;
        create table api.wide_low partition of api.wide for values from (0) to (10);
        alter table api.wide_low add constraint low_fk foreign key (room_id) references api.room;
        create table api.animal (id integer primary key); create table api.dog () inherits (api.animal);
        create function api.noise(api.animal) returns text language sql stable as $$ select 'x' $$;
        create function hidden.rooms(api.wide_low) returns setof api.room language sql stable
          as $$ select * from api.room $$;
        create function api.out_first(out total integer, in wanted text, out more integer) language sql stable
          as $$ select 1, 2 $$;
        create function api.tuned() returns integer language sql stable set work_mem = '1MB'
          set statement_timeout = '5s' as $$ select 1 $$;
        """)
    let catalog = try await CatalogReader.read(connection)
    await connection.close()
    await server.stop()
    var settings = APISettings()
    settings.schemas = ["api"]
    return (catalog, SchemaCache(catalog: catalog, settings: settings))
  }

  private func relationships(_ source: String, _ target: String) async throws -> [Relationship] {
    try await Self.building.value.1.relationships.filter {
      $0.source.name == Identifier(source) && $0.target.name == Identifier(target)
    }
  }

  @Test func aUniqueConstraintOverTheSameColumnsInAnyOrderMakesOneToOne() async throws {
    let found = try await relationships("one", "base")
    #expect(found.map(\.columns) == [[ColumnPair("x", "a"), ColumnPair("y", "b")]])
    guard case .oneToOne(_, _, isParent: false)? = found.first?.cardinality else {
      Issue.record("\(found)")
      return
    }
  }

  @Test func aUniqueConstraintOverMoreColumnsDoesNot() async throws {
    guard case .manyToOne? = try await relationships("many", "base").first?.cardinality else {
      Issue.record("one-to-one")
      return
    }
  }

  @Test func hintsThatReadAsJoinTypesAreNotUsed() async throws {
    let cache = try await Self.building.value.1
    let spellings = zip(cache.relationships, cache.spellings()).filter { $0.0.source.name == "room_log" }
    #expect(spellings.map { $0.1?.description } == ["innermost", "leftmost", "room!third"])
  }

  @Test func aPartitionsOwnKeyCanBeEmbeddedThoughThePartitionCannotBeRead() async throws {
    let cache = try await Self.building.value.1
    #expect(try await relationships("room", "wide_low").count == 1)
    #expect(cache.relations[QualifiedName("api", "wide_low")] == nil)
  }

  @Test func aComputedRelationshipOfAHiddenSchemaHasNoSpelling() async throws {
    let cache = try await Self.building.value.1
    let place = try #require(cache.relationships.firstIndex { $0.function?.name == "rooms" })
    #expect(cache.spellings()[place] == nil)
  }

  @Test func aFunctionOverTheParentsRowIsAFieldOfTheChild() async throws {
    let (_, cache) = try await Self.building.value
    let dog = try #require(cache.relations[QualifiedName("api", "dog")])
    let fields = cache.computedFields(of: dog, in: "api", settings: APISettings())
    #expect(fields.contains { $0.name == "noise" })
  }

  @Test func anOutputArgumentInFrontLendsItsNameToTheInput() async throws {
    let routine = try #require(try await Self.building.value.1.routines[QualifiedName("api", "out_first")]?.first)
    #expect(routine.parameters == [RoutineParameter(name: "total", type: "text")])
    #expect(routine.returns.isComposite)
  }

  @Test func onlySettingsThatAreHoistedAreKept() async throws {
    let routine = try #require(try await Self.building.value.1.routines[QualifiedName("api", "tuned")]?.first)
    #expect(routine.hoistedSettings == [Routine.Setting("statement_timeout", "5s")])
  }
}
