import Catalog
import Judgement
import PostgREST
import Probes
import SQLText
import Testing

/// What narrows comes first: the policy that forgot the tenant, and the write that opens what the read then shows.
@Suite struct NarrowingTests {
  @Test(arguments: [
    // A policy that asks for nothing, or for something else than the tenant.
    ("true", "alter policy staff on public.keys using (org_id = private.own_org());"),
    (
      "(role = 'x'::text)",
      "alter policy staff on public.keys using ((role = 'x'::text) and (org_id = private.own_org()));"
    ),
    (
      "((org_id = private.own_org()) OR (role = 'x'::text))",
      "alter policy staff on public.keys using "
        + "(((org_id = private.own_org()) OR (role = 'x'::text)) and (org_id = private.own_org()));"
    ),
    // One that ties the row already is not narrowed.
    ("(org_id = private.own_org())", "alter policy staff on public.keys to service_role;"),
    ("((org_id = private.own_org()) AND (role = 'x'::text))", "alter policy staff on public.keys to service_role;"),
  ])
  func policiesGetTheTieOfASibling(_ using: String, _ expected: String) {
    var leaking = Self.leaking
    leaking.hasReaders = true
    #expect(Self.candidates(using: using, leaking).first == expected)
  }

  /// Where nobody may have the secret, no tie makes a read right.
  @Test func nothingIsNarrowedForASecretWithoutReaders() {
    #expect(Self.candidates(using: "true", Self.leaking).first == "alter policy staff on public.keys to service_role;")
  }

  @Test(arguments: [
    (
      WriteSite(.relation(keys), .patch, columns: ["role"]),
      [
        "alter policy edit on public.keys using ((role = 'y'::text) and (org_id = private.own_org()));",
        "drop policy edit on public.keys;",
        "revoke update on public.keys from authenticated;",
      ]
    ),
    (
      WriteSite(.relation(keys), .post, columns: ["org_id"]),
      ["revoke insert on public.keys from authenticated;"]
    ),
    (
      WriteSite(.function("private.own_org()"), .post),
      [
        "revoke execute on function private.own_org() from public;\n"
          + "grant execute on function private.own_org() to service_role;"
      ]
    ),
  ])
  func theWriteThatOpensIsRefusedFirst(_ site: WriteSite, _ expected: [String]) {
    var leaking = Self.leaking
    (leaking.writes, leaking.standsOpen) = ([[site]], false)
    #expect(Array(Self.candidates(using: "true", leaking).prefix(expected.count)) == expected)
  }

  /// Of a chain of two writes it is enough to refuse one, the last first; of two ways both must go.
  @Test func everyWayIsClosed() {
    let (insert, update) = (WriteSite(.relation(Self.keys), .post), WriteSite(.relation(Self.keys), .delete))
    var leaking = Self.leaking
    leaking.standsOpen = false
    leaking.writes = [[insert, update]]
    #expect(Self.candidates(using: "true", leaking).first == "revoke delete on public.keys from authenticated;")
    leaking.writes = [[insert], [update]]
    #expect(
      Self.candidates(using: "true", leaking).first
        == "revoke delete on public.keys from authenticated;\nrevoke insert on public.keys from authenticated;")
  }

  @Test(arguments: [
    (
      WriteSite(.relation(keys), .patch, columns: ["role"]),
      [
        "grant on public.keys: authenticated may UPDATE every column",
        "policy edit on public.keys: lets everybody change rows where (role = 'y'::text), into whatever meets the same: "
          + "it has no WITH CHECK of its own",
        "grant on public.keys: authenticated may SELECT every column",
      ]
    ),
    (
      WriteSite(.function("private.own_org()"), .post),
      [
        "grant on private.own_org(): EXECUTE was left to PUBLIC, which Postgres gives it with every new function",
        "function private.own_org(): runs with the caller's rights",
        "grant on public.keys: authenticated may SELECT every column",
      ]
    ),
  ])
  func causesBeginWithTheWrite(_ site: WriteSite, _ expected: [String]) {
    let finder = CauseFinder(catalog: Self.catalog(using: "true"), statements: StatementIndex([]))
    let causes = finder.causes(of: .relation(Self.keys), for: "authenticated", secret: Self.keys, after: [site])
    #expect(causes.prefix(expected.count).map { "\($0.object): \($0.fact)" } == expected)
  }

  // MARK: A small catalog

  private static let keys = QualifiedName("public", "keys")
  private static let notes = QualifiedName("public", "notes")
  private static let secret = Secret(relation: keys, column: "token", readers: .tenant, tenantColumn: "org_id")
  private static let member = Principal(name: "member", kind: .member, role: "authenticated", tenant: "A")
  private static let service = Principal(name: "service", kind: .trusted, role: "service_role")

  private static var leaking: LeakingDoor {
    LeakingDoor(.relation(keys), secrets: [secret], channels: [.rows], columns: ["token"], readers: [member])
  }

  private static func candidates(using: String, _ leaking: LeakingDoor) -> [String] {
    RepairFinder(catalog: catalog(using: using), principals: [member, service], canaries: [:])
      .candidates(for: leaking).map(\.sql)
  }

  private static func catalog(using: String) -> CatalogSnapshot {
    var catalog = CatalogSnapshot()
    catalog.roles = ["authenticated", "owner", "service_role"].enumerated().map { Role(oid: OID($0 + 1), name: $1) }
    catalog.relations = [table(keys, 10, ["org_id", "role", "token"]), table(notes, 11, ["org_id", "body"])]
    catalog.functions = [ownOrg]
    func policy(_ name: String, _ relation: OID, _ command: Policy.Command, _ using: String) -> Policy {
      Policy(name: name, relation: relation, command: command, isPermissive: true, roles: [], using: using, check: nil)
    }
    catalog.policies = [
      policy("staff", 10, .select, using), policy("edit", 10, .update, "(role = 'y'::text)"),
      policy("own_notes", 11, .select, "((org_id = private.own_org()) AND (body IS NOT NULL))"),
    ]
    return catalog
  }

  private static func table(_ name: QualifiedName, _ oid: OID, _ columns: [String]) -> Relation {
    var table = Relation(oid: oid, name: name, kind: .table, owner: "owner")
    table.rowSecurity = true
    table.columns = columns.enumerated().map {
      Column(name: $1, number: $0 + 1, type: 25, typeName: "text", baseType: 25)
    }
    table.access = AccessList([
      .init(grantee: "authenticated", rights: [.select, .insert, .update, .delete], grantor: "owner")
    ])
    return table
  }

  private static var ownOrg: Function {
    var function = Function(
      oid: 20, name: QualifiedName("private", "own_org"), kind: .function, owner: "owner", language: "sql")
    function.body = "select current_setting('request.jwt.claims', true)::jsonb ->> 'org_id'"
    function.access = AccessList([.init(grantee: nil, rights: .execute, grantor: "owner")])
    return function
  }
}
