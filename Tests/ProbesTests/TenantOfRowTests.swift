import JSONText
import Probes
import Testing

/// Whose a row is: it holds the tenant's key or slug, or a row above does, or one that points at it.
@Suite struct TenantOfRowTests {
  private static let owners = {
    var catalog = SmallCatalog()
    catalog.table("public.firms", ["id uuid", "slug", "motto"])
    catalog.table("public.teams", ["id uuid", "firm_id uuid"])
    catalog.table("public.keys", ["id uuid", "team_id uuid", "token"])
    catalog.table("vault.secrets", ["id uuid", "secret"])
    catalog.primaryKey("public.firms")
    catalog.uniqueIndex("public.firms", "slug")
    catalog.foreignKey("public.teams", "firm_id", to: "public.firms")
    catalog.foreignKey("public.keys", "team_id", to: "public.teams")
    var world = SmallWorld()
    world.rows = [
      "public.firms": [
        ["id": "firm-a", "slug": "acme", "motto": "ever"], ["id": "firm-b", "slug": "globex", "motto": "ever"],
      ],
      "public.teams": [["id": "team-1", "firm_id": "firm-a"], ["id": "team-2", "firm_id": "firm-b"]],
      "public.keys": [["id": "key-1", "team_id": "team-2", "vault_id": "0123456789abcdef"]],
      "vault.secrets": [["id": "0123456789abcdef"]],
    ]
    return TenantOfRow(
      tenants: [Tenant(label: "A", key: "firm-a"), Tenant(label: "B", key: "firm-b")], catalog: catalog.snapshot,
      rows: world.sample)
  }()

  private static func row(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

  @Test(arguments: [
    ("public.firms", #"{"id": "firm-b"}"#, "B"), ("public.notes", #"{"whose": "firm-a"}"#, "A"),
    // By its slug, which is unique; a text that both tenants' rows hold names none.
    ("public.notes", #"{"whose": "globex"}"#, "B"), ("public.notes", #"{"whose": "ever"}"#, nil),
    // By the row above, one or two keys up.
    ("public.teams", #"{"id": "team-9", "firm_id": "firm-a"}"#, "A"),
    ("public.keys", #"{"id": "key-9", "team_id": "team-1"}"#, "A"),
    ("public.keys", #"{"id": "key-9", "team_id": "team-2"}"#, "B"),
    ("public.keys", #"{"id": "key-9", "team_id": "team-0"}"#, nil), ("public.keys", #"{"team_id": null}"#, nil),
    // By the row that holds its id, with no foreign key; a short id may stand anywhere.
    ("vault.secrets", #"{"id": "0123456789abcdef"}"#, "B"), ("vault.secrets", #"{"id": "team-1"}"#, nil),
  ])
  func aRowBelongsTo(_ table: String, _ row: String, _ tenant: String?) throws {
    #expect(Self.owners.label(of: try Self.row(row), in: SmallCatalog.parsed(table)) == tenant)
  }

  @Test func whoOnlyPointsAtARowNeedNotCount() throws {
    let row = try Self.row(#"{"id": "0123456789abcdef"}"#)
    #expect(Self.owners.label(of: row, in: SmallCatalog.parsed("vault.secrets"), pointing: false) == nil)
  }

  @Test(arguments: [
    (#"{"from": "firm-a", "to": "firm-b"}"#, ["A", "B"]), (#"{"from": "firm-b"}"#, ["B"]), (#"{"from": "acme"}"#, []),
  ])
  func everyTenantWhoseKeyStandsInARowIsNamed(_ row: String, _ tenants: [String]) throws {
    #expect(Self.owners.named(in: try Self.row(row)) == tenants)
  }
}
