import Catalog
import Judgement
import Probes
import SQLText
import Testing

/// What is proposed for a door, before it is tried: the candidates in their order.
@Suite struct RepairCandidatesTests {
  @Test(arguments: [
    (
      Door.relation(QualifiedName("public", "tokens")),
      [
        "alter policy everybody on public.tokens to service_role;",
        "drop policy everybody on public.tokens;",
        """
        revoke select on public.tokens from anon;
        grant select (id, "user") on public.tokens to anon;
        """,
      ]
    ),
    (
      Door.relation(QualifiedName("public", "tokens_v")),
      [
        "alter view public.tokens_v set (security_invoker = true);",
        """
        revoke select on public.tokens_v from public;
        grant select (id) on public.tokens_v to public;
        grant select on public.tokens_v to service_role;
        """,
      ]
    ),
    (
      Door.function("public.token(integer)"),
      [
        """
        revoke execute on function public.token(integer) from public, anon;
        grant execute on function public.token(integer) to service_role;
        """,
        "alter function public.token(integer) security invoker;",
      ]
    ),
    (Door.root, ["comment on column public.tokens.token is null;"]),
    (Door.place(Place("server crm")), ["comment on column public.tokens.token is null;"]),
    (Door.relation(QualifiedName("public", "nowhere")), []),
  ])
  func smallestComesFirst(_ door: Door, _ expected: [String]) {
    let leaking = LeakingDoor(
      door, secrets: [Self.secret], channels: [.rows], columns: ["token", "to_jsonb"], readers: [Self.anon])
    #expect(Self.finder.candidates(for: leaking).map(\.sql) == expected)
  }

  @Test func memberOfATrustedRoleLosesTheMembership() throws {
    var catalog = Self.catalog
    catalog.roles[0].memberships = [Role.Membership(role: "service_role", inherits: true, canSet: true, isAdmin: false)]
    let leaking = LeakingDoor(
      .relation(QualifiedName("public", "tokens")), secrets: [Self.secret], channels: [.rows], columns: [],
      readers: [Self.anon])
    let first = try #require(Self.finder(catalog).candidates(for: leaking).first)
    #expect(first.sql == "revoke service_role from anon;")
    #expect(first.undo == "grant service_role to anon")
  }

  @Test func conflictsAreKeptWithinTheTenant() {
    var catalog = Self.catalog
    catalog.constraints = [
      Constraint(oid: 50, name: "tokens_token_key", kind: .unique, relation: 10, columns: [3]),
      Constraint(oid: 51, name: "tokens_user_fkey", kind: .foreignKey, relation: 10, columns: [2]),
    ]
    let leaking = LeakingDoor(
      .relation(QualifiedName("public", "tokens")), secrets: [Self.secret], channels: [.status], columns: ["token"],
      readers: [Self.anon])
    #expect(
      Self.finder(catalog).candidates(for: leaking).first?.sql
        == "alter table public.tokens drop constraint tokens_token_key, add unique (\"user\", token);")
  }

  @Test func errorsOfAFunctionAreToldInOtherWords() throws {
    var catalog = Self.catalog
    catalog.functions[0].returnType = 2278
    catalog.types = [
      TypeDefinition(
        oid: 2278, name: QualifiedName("pg_catalog", "void"), kind: .pseudo, displayName: "void", owner: "owner")
    ]
    let leaking = LeakingDoor(
      .function("public.token(integer)"), secrets: [Self.secret], channels: [.error], columns: [], readers: [Self.anon])
    let guarding = try #require(
      Self.finder(catalog).candidates(for: leaking).map(\.sql).first { $0.contains("_unguarded") })
    #expect(guarding.hasPrefix("alter function public.token(integer) rename to token_unguarded;"))
    #expect(guarding.contains("perform public.token_unguarded($1);"))
    #expect(guarding.contains("alter function public.token(integer) owner to owner;"))
  }

  // MARK: A small catalog

  private static let secret = Secret(relation: QualifiedName("public", "tokens"), column: "token")
  private static let anon = Principal(name: "anon", kind: .anon, role: "anon")
  private static let service = Principal(name: "service", kind: .trusted, role: "service_role")

  private static var finder: RepairFinder { finder(catalog) }

  private static func finder(_ catalog: CatalogSnapshot) -> RepairFinder {
    RepairFinder(catalog: catalog, principals: [anon, service], canaries: [secret: ["s3cr3t-value"]])
  }

  private static var catalog: CatalogSnapshot {
    var catalog = CatalogSnapshot()
    catalog.roles = [Role(oid: 1, name: "anon"), Role(oid: 2, name: "owner"), Role(oid: 3, name: "service_role")]
    catalog.relations = [table, view]
    catalog.functions = [function]
    catalog.policies = [
      Policy(
        name: "everybody", relation: 10, command: .select, isPermissive: true, roles: [], using: "true", check: nil)
    ]
    return catalog
  }

  private static var table: Relation {
    var table = Relation(oid: 10, name: QualifiedName("public", "tokens"), kind: .table, owner: "owner")
    table.rowSecurity = true
    table.columns = [column("id", 1), column("user", 2), column("token", 3)]
    table.columns[2].comment = "like s3cr3t-value"
    table.access = AccessList([
      .init(grantee: "anon", rights: .select, grantor: "owner"),
      .init(grantee: "service_role", rights: .select, grantor: "owner"),
    ])
    return table
  }

  private static var view: Relation {
    var view = Relation(oid: 11, name: QualifiedName("public", "tokens_v"), kind: .view, owner: "owner")
    view.columns = [column("id", 1), column("shown", 2)]
    view.lineage = [ColumnOrigin(column: 2, relation: 10, relationColumn: 3)]
    view.viewDefinition = "select id, token as shown from public.tokens"
    view.access = AccessList([.init(grantee: nil, rights: .select, grantor: "owner")])
    return view
  }

  private static var function: Function {
    var function = Function(
      oid: 20, name: QualifiedName("public", "token"), kind: .function, owner: "owner", language: "sql")
    function.isSecurityDefiner = true
    function.arguments = [Argument(name: "id", type: 23, typeName: "integer", mode: .input, hasDefault: false)]
    function.access = AccessList([
      .init(grantee: nil, rights: .execute, grantor: "owner"),
      .init(grantee: "anon", rights: .execute, grantor: "owner"),
    ])
    return function
  }

  private static func column(_ name: String, _ number: Int) -> Column {
    Column(name: name, number: number, type: 25, typeName: "text", baseType: 25)
  }
}
