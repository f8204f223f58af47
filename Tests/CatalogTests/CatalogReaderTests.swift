import Catalog
import Introspection
import Postgres
import SQLText
import Testing

/// One of each noun, made in a fresh database and read back.
@Suite struct CatalogReaderTests {
  static let schema = """
    create role clerk nologin; create role boss nologin; create role gate login noinherit; grant clerk, boss to gate;
    alter role clerk set statement_timeout = '3s'; alter role gate in database postgres set pgrst.db_schemas = 'a, b';
    create schema shop authorization boss; grant usage on schema shop to clerk; create schema hidden;
    alter default privileges for role boss in schema shop grant select on tables to clerk;
    set role boss; set search_path = '';
    create type shop.mood as enum ('low', 'high');
    create domain shop.code as varchar(8) default 'x' not null check (value <> '');
    create table shop.item (
      id integer generated always as identity primary key, code shop.code, mood shop.mood default 'low',
      price numeric(10,2) check (price > 0), doubled numeric generated always as (price * 2) stored,
      parent_id integer references shop.item (id) on delete cascade, unique (code, mood));
    alter table shop.item add column gone text; alter table shop.item drop column gone;
    comment on table shop.item is 'A thing'; comment on column shop.item.price is 'In euro';
    grant update (price) on shop.item to clerk; revoke select on shop.item from clerk;
    alter table shop.item enable row level security; alter table shop.item force row level security;
    create policy seen on shop.item as restrictive for select to clerk using (price < 10);
    create policy kept on shop.item for all using (true) with check (id > 0);
    create unique index cheap on shop.item (price, lower(code)) where price < 5;
    create table shop.part (like shop.item) partition by list (id);
    create table shop.part_one partition of shop.part for values in (1);
    create view shop.shown with (security_invoker = on) as select id as item_id, code || '!' as loud from shop.item;
    create view shop.owned with (security_barrier) as select item_id from shop.shown;
    create function shop.find(wanted integer, variadic rest text[] default '{}', out found shop.item, out n bigint)
      language sql stable security definer set statement_timeout = '1s' as $$ select i, 1 from shop.item i $$;
    revoke execute on function shop.find from public;
    create function shop.atomic(integer) returns integer language sql begin atomic select $1 + 1; end;
    create function shop.stamp() returns trigger language plpgsql as $$ begin return new; end $$;
    create trigger stamped before insert or update on shop.item for each row execute function shop.stamp();
    reset role; reset search_path;
    create publication feed for table shop.item;
    create extension file_fdw; create server files foreign data wrapper file_fdw;
    create foreign table shop.sheet (line text) server files options (filename '/dev/null');
    create user mapping for clerk server files;
    """

  private static let reading = Task<(CatalogSnapshot, String), any Error> {
    let server = try await EphemeralServer.start()
    let connection = try await Connection(server.info)
    try await connection.run(script: schema)
    let catalog = try await CatalogReader.read(connection)
    let fingerprint = try await CatalogReader.fingerprint(of: catalog, on: connection)
    await connection.close()
    await server.stop()
    return (catalog, fingerprint)
  }

  private func catalog() async throws -> CatalogSnapshot { try await Self.reading.value.0 }

  private func relation(_ name: String) async throws -> Relation {
    try #require(try await catalog().relation(named: QualifiedName("shop", name)))
  }

  @Test func columns() async throws {
    let item = try await relation("item")
    #expect(item.columns.map(\.name) == ["id", "code", "mood", "price", "doubled", "parent_id"])
    #expect(
      item.columns.map(\.typeName) == ["integer", "shop.code", "shop.mood", "numeric(10,2)", "numeric", "integer"])
    #expect(item.columns[0].generation == .identityAlways)
    #expect(item.columns[0].defaultExpression == "nextval('shop.item_id_seq')")
    #expect(item.columns[1].baseType == WellKnownType.characterVarying)
    #expect(item.columns[1].maximumLength == 8)
    #expect(item.columns[2].defaultExpression == "'low'::shop.mood")
    #expect(item.columns[3].comment == "In euro")
    #expect(item.columns[3].access.rights(of: "clerk") == .update)
    #expect(item.columns[4].generation == .stored)
  }

  @Test func relations() async throws {
    let item = try await relation("item")
    #expect(item.owner == "boss" && item.comment == "A thing" && item.primaryKey == ["id"])
    #expect(item.rowSecurity && item.forcesRowSecurity)
    let one = try await relation("part_one")
    #expect(one.isPartition)
    #expect(try await catalog().relation(one.parents[0])?.name == QualifiedName("shop", "part"))
    let sheet = try await relation("sheet")
    #expect(sheet.foreignServer == "files" && sheet.readsAsOwner && !sheet.isInsertable)
    #expect(try await relation("item_id_seq").kind == .sequence)
  }

  @Test func views() async throws {
    let shown = try await relation("shown")
    #expect(shown.securityInvoker && !shown.readsAsOwner)
    #expect(shown.isUpdatable && shown.isInsertable)
    #expect(shown.lineage == [ColumnOrigin(column: 1, relation: try await relation("item").oid, relationColumn: 1)])
    let owned = try await relation("owned")
    #expect(owned.securityBarrier && owned.readsAsOwner)
    #expect(owned.lineage.first?.relation == shown.oid)
    #expect(owned.viewDefinition?.contains("FROM shop.shown") == true)
  }

  @Test func constraintsAndIndexes() async throws {
    let catalog = try await catalog()
    let item = try await relation("item")
    let constraints = catalog.constraints.filter { $0.relation == item.oid }
    #expect(Set(constraints.map(\.kind)) == [.primaryKey, .unique, .foreignKey, .check])
    let key = try #require(constraints.first { $0.kind == .foreignKey })
    #expect(key.columns == [6] && key.referencedRelation == item.oid && key.referencedColumns == [1])
    #expect(key.definition.contains("ON DELETE CASCADE"))
    let index = try #require(catalog.uniqueIndexes.first { $0.name == "cheap" })
    #expect(index.columns == [4, 0] && index.predicate?.contains("price") == true)
    #expect(catalog.constraints.contains { $0.domain != 0 && $0.definition.contains("VALUE") })
  }

  @Test func functions() async throws {
    let catalog = try await catalog()
    let find = try #require(catalog.functions(named: QualifiedName("shop", "find")).first)
    #expect(find.arguments.map(\.name) == ["wanted", "rest", "found", "n"])
    #expect(find.arguments.map(\.mode) == [.input, .variadic, .output, .output])
    #expect(find.inputs.map(\.hasDefault) == [false, true])
    #expect(find.isSecurityDefiner && find.volatility == .stable && find.owner == "boss")
    #expect(find.configuration == ["statement_timeout=1s"])
    #expect(find.access.rights(of: "clerk") == [] && find.access.rights(of: "boss") == .execute)
    #expect(find.signature == "shop.find(integer, text[])")
    let atomic = try #require(catalog.functions(named: QualifiedName("shop", "atomic")).first)
    #expect(atomic.body.contains("SELECT") && atomic.access.rights(of: nil) == .execute)
    #expect(catalog.functions(named: QualifiedName("pg_catalog", "json_agg")).count == 1)
  }

  @Test func policiesAndTriggers() async throws {
    let catalog = try await catalog()
    let policies = catalog.policies.filter { ["seen", "kept"].contains($0.name) }
    #expect(policies.map(\.roles) == [[], ["clerk"]])
    #expect(policies.map(\.command) == [.all, .select] && policies.map(\.isPermissive) == [true, false])
    #expect(policies[0].check == "(id > 0)" && policies[1].check == nil)
    let trigger = try #require(catalog.triggers.first { $0.name == "stamped" })
    #expect(trigger.isBefore && trigger.onInsert && trigger.onUpdate && !trigger.onDelete && trigger.isForEachRow)
  }

  @Test func rolesAndTheirReach() async throws {
    let catalog = try await catalog()
    #expect(catalog.rolesInherited(by: "gate") == ["gate"])
    #expect(catalog.rolesSettable(by: "gate") == ["gate", "clerk", "boss"])
    #expect(catalog.role("clerk")?.configuration == ["statement_timeout=3s"])
    #expect(
      catalog.roleSettings.contains { $0.role == "gate" && $0.isForThisDatabase && $0.configuration.count == 1 })
    let granted = try #require(catalog.defaultPrivileges.first { $0.creator == "boss" && $0.schema == "shop" })
    #expect(granted.kind == .relations && granted.access.rights(of: "clerk") == .select)
  }

  @Test func typesAndTheRest() async throws {
    let catalog = try await catalog()
    let types = Dictionary(catalog.types.map { ($0.displayName, $0) }) { first, _ in first }
    #expect(types["shop.mood"]?.enumLabels == ["low", "high"])
    #expect(types["shop.code"]?.kind == .domain && types["shop.code"]?.domainIsNotNull == true)
    #expect(types["shop.mood[]"]?.element == types["shop.mood"]?.oid)
    #expect(catalog.schema("shop")?.access.rights(of: "clerk") == .usage)
    #expect(catalog.publications.first?.relations == [try await relation("item").oid])
    #expect(catalog.userMappings.map(\.role) == ["clerk"] && catalog.extensions.contains { $0.name == "file_fdw" })
    #expect(catalog.foreignServers.map(\.name) == ["files"])
  }

  @Test func theFingerprintDependsOnTheSchemaAlone() async throws {
    let (catalog, fingerprint) = try await Self.reading.value
    #expect(fingerprint.hasPrefix("sha256:") && fingerprint.utf8.count == 71)
    var moved = catalog
    moved.relations = catalog.relations.map { relation in
      var relation = relation
      relation.estimatedRows += 1
      return relation
    }
    #expect(moved.canonicalText == catalog.canonicalText)
    moved.relations[0].rowSecurity.toggle()
    #expect(moved.canonicalText != catalog.canonicalText)
  }
}
