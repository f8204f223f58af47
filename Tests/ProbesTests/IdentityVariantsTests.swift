import Catalog
import JSONText
import Probes
import SQLText
import Testing

/// The other identities that somebody can take, by what the texts of the database ask for.
@Suite struct IdentityVariantsTests {
  /// Two tenants, a stranger, a member of each, and one policy.
  private static func world(_ policy: String) -> SmallWorld {
    var world = SmallWorld()
    world.catalog.table("public.keys", ["id uuid", "org_id uuid", "token"])
    world.catalog.policy("public.keys", policy)
    world.catalog.role("authenticator", in: ["*anon", "*authenticated", "*auditor", "*service_role"])
    world.catalog.role("anon")
    world.catalog.role("authenticated")
    world.catalog.role("service_role") { $0.bypassesRowSecurity = true }
    world.tenants = [Tenant(label: "A", key: "org-a"), Tenant(label: "B", key: "org-b")]
    let claims: JSONValue = ["sub": "u1", "role": "authenticated", "email": "u1@acme.test"]
    world.principals = [
      Principal(name: "anon", kind: .anon, role: "anon"),
      Principal(name: "eve", kind: .outsider, role: "authenticated", claims: claims),
      Principal(name: "ann", kind: .member, role: "authenticated", tenant: "A", claims: claims),
      Principal(name: "bob", kind: .owner, role: "authenticated", tenant: "B", claims: claims),
      Principal(name: "service", kind: .trusted, role: "service_role"),
    ]
    return world
  }

  @Test(arguments: [
    // Whatever the texts say, a token may name nobody.
    ("true", ["eve+without_sub"]),
    (
      "auth.jwt() ->> 'org' = 'x' and current_setting('request.jwt.claims') is not null",
      ["eve+bare", "eve+without_sub"]
    ),
    ("not (auth.jwt() ->> 'is_anonymous')::boolean", ["eve+anonymous", "eve+without_sub"]),
    // A second factor is anybody's to have who has signed in.
    ("auth.jwt() ->> 'aal' = 'aal2'", ["ann+aal2", "bob+aal2", "eve+aal2", "eve+without_sub"]),
    (
      "auth.email() like '%@acme.test'",
      ["eve+email_1", "eve+email_2", "eve+email_3", "eve+without_sub"]
    ),
    // A comment of the same words asks for nothing.
    ("org_id = 'aal'", ["ann+aal2", "bob+aal2", "eve+aal2", "eve+without_sub"]),
  ])
  func variantsAreThoseThatATextAsksFor(_ policy: String, _ expected: [String]) {
    #expect(Self.world(policy).identities().map(\.name).sorted() == expected)
  }

  @Test(arguments: [
    (
      "(auth.jwt() -> 'user_metadata' ->> 'org_id') = org_id::text",
      [#"{"org_id":"org-a"}"#, #"{"org_id":"admin"}"#, #"{"org_id":"owner"}"#, #"{"org_id":"org-b"}"#]
    ),
    (
      "(auth.jwt() -> 'user_metadata' ->> 'role') = 'manager'",
      [#"{"role":"manager"}"#, #"{"role":"admin"}"#, #"{"role":"owner"}"#]
    ),
    ("(auth.jwt() -> 'user_metadata' ->> 'is_admin')::boolean", [#"{"is_admin":true}"#]),
    ("(auth.jwt() -> 'user_metadata' -> 'orgs') ? org_id", [#"{"orgs":["org-a"]}"#, #"{"orgs":["org-b"]}"#]),
    // What the server alone writes is nobody's to choose.
    ("(auth.jwt() -> 'app_metadata' ->> 'org_id') = org_id::text", []),
  ])
  func metadataIsFilledWithWhatOpens(_ policy: String, _ expected: [String]) {
    let filled = Set(
      Self.world(policy).identities().compactMap { $0.claims?["user_metadata"]?.compact })
    #expect(filled.isSuperset(of: expected))
    #expect(filled.isEmpty == expected.isEmpty)
  }

  @Test(arguments: [
    ("current_setting('request.headers')::json ->> 'x-org' = org_id::text", "x-org", ["org-a", "org-b"]),
    ("current_setting('request.headers')::json ->> 'X-Kind' = 'intern'", "x-kind", ["org-a", "intern"]),
    ("current_setting('request.cookies')::json ->> 'sid' = 'boss'", "cookie", ["sid=boss", "sid=org-b"]),
    ("current_setting('app.x') = 'y'", "x-org", []),
  ])
  func headersSayWhatOpens(_ policy: String, _ header: String, _ expected: [String]) {
    let sent = Self.world(policy).identities().compactMap { $0.headers[header] }
    #expect(Set(sent).isSuperset(of: expected))
    #expect(sent.isEmpty == expected.isEmpty)
  }

  /// An address at the domain itself belongs to its people.
  @Test func addressesOnlyResembleADomain() {
    let variants = Self.world("auth.email() like '%@acme.test'").identities().filter { $0.name.contains("email") }
    let addresses = variants.compactMap { $0.claims?["email"]?.string }
    #expect(addresses == ["eve@evilacme.test", "eve@acme.test.evil.test", "eve.acme.test@evil.test"])
  }

  /// Roles that row security does not bind are no client's to be.
  @Test func aTokenMayNameAnotherRole() {
    var world = Self.world("true")
    world.catalog.role("auditor")
    let variant = world.identities().first { $0.name == "eve+as_auditor" }
    #expect(variant?.role == "auditor")
    #expect(variant?.claims?["role"] == "auditor")
    #expect(variant?.derivedFrom == "eve")
    #expect(!world.identities().contains { $0.role == "service_role" })
  }

  @Test func withoutUsersOnlyHeadersAreTried() {
    var world = Self.world("current_setting('request.headers')::json ->> 'x-org' = org_id::text")
    world.principals = [world.principals[0]]
    #expect(world.identities().allSatisfy { $0.derivedFrom == "anon" && $0.headers["x-org"] != nil })
    world.principals = []
    #expect(world.identities().isEmpty)
  }
}
