import Probes
import Testing

/// How well a column answers to a parameter's name: 0 for its very name, nil for not at all.
@Suite struct NameAffinityTests {
  @Test(arguments: [
    // Its very name, with a prefix, in another spelling, with or without the id.
    ("provider", "provider", "keys", false, 0), ("p_provider", "provider", "keys", false, 0),
    ("firmId", "firm_id", "keys", false, 0), ("firm", "firm_id", "keys", false, 0),
    ("slugs", "slug", "firms", false, 0), ("provider_in", "provider", "keys", false, 0),
    // The table's name before the column's, or for the key.
    ("firm_slug", "slug", "firms", false, 1), ("p_firm_id", "id", "firms", true, 1),
    ("company", "id", "companies", true, 1),
    // A part of the table's name, the last word of its own.
    ("account", "id", "provider_accounts", true, 2), ("matter_key_id", "id", "keys", true, 3),
    ("secret_name", "name", "secrets", false, 1), ("display_name", "name", "secrets", false, 2),
    // A longer name that begins or ends with it; any key for a name that only asks for one.
    ("email", "contact_email", "people", false, 3), ("host", "hostname", "servers", false, 3),
    ("some_id", "id", "others", true, 3),
    // Too short to mean anything, another name, a key that is none.
    ("x", "id", "xylophones", true, nil), ("provider", "created_at", "keys", false, nil),
    ("p_firm", "id", "firms", false, nil), ("some_id", "name", "others", false, nil),
    ("id", "org_id", "keys", false, nil),
  ])
  func aNameIsThisFarFromAColumn(
    _ parameter: String, _ column: String, _ table: String, _ isKey: Bool, _ expected: Int?
  ) {
    let affinity = NameAffinity(parameter)
    #expect(affinity.distance(toColumn: column, of: TableWords(table), isKey: isKey) == expected)
  }
}
