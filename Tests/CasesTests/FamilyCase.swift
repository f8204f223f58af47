import Testing

/// A family with a database in which it finds a leak, and one in which it must not.
struct FamilyCase: Sendable, CustomTestStringConvertible {
  var family: String
  var leaking: String
  var sound: String
  var testDescription: String { family }

  private init(_ family: String, _ leaking: String, _ sound: String? = nil) {
    self.family = family
    self.leaking = leaking
    self.sound = sound ?? leaking + "-repaired"
  }

  private init(_ family: String, _ number: Int, _ slug: String) {
    func numbered(_ number: Int) -> String {
      String(repeating: "0", count: 3 - "\(number)".count) + "\(number)-\(slug)"
    }
    self.init(family, numbered(number), numbered(number + 500))
  }

  static let all = [
    FamilyCase("rows", 47, "status-view-select-star"),
    FamilyCase("columns", 108, "unsalted-hash-of-secret"),
    FamilyCase("json-path", 7, "mail-account-composite-type"),
    FamilyCase("computed-field", 67, "computed-field-connection-summary"),
    FamilyCase("embed", 65, "fk-embed-of-public-project"),
    FamilyCase("inner-embed", 65, "fk-embed-of-public-project"),
    FamilyCase("filter", 12, "policies-written-rls-never-enabled"),
    FamilyCase("logic", 12, "policies-written-rls-never-enabled"),
    FamilyCase("order", 12, "policies-written-rls-never-enabled"),
    FamilyCase("count", 12, "policies-written-rls-never-enabled"),
    FamilyCase("call-get", 79, "execute-revoked-from-api-roles-not-public"),
    FamilyCase("call-post", 119, "upsert-rpc-returns-existing-row"),
    FamilyCase("call-result", "call-result-computed-field"),
    FamilyCase("graphql", 148, "graphql-resolver-over-unexposed-table"),
    FamilyCase("openapi", 127, "secret-in-column-comment"),
    FamilyCase("media", 47, "status-view-select-star"),
    FamilyCase("spread", 65, "fk-embed-of-public-project"),
    FamilyCase("deep-embed", "deep-embed-computed-chain"),
    FamilyCase("planned-count", 125, "explain-statistics-oracle"),
    FamilyCase("plan", 125, "explain-statistics-oracle"),
    FamilyCase("write-returning", 117, "insert-returning-trigger-filled-secret"),
    FamilyCase("failing-row", "failing-row-in-definer-function"),
    FamilyCase("existence", 123, "unique-insert-existence-oracle"),
    FamilyCase("identity", "identity-user-metadata"),
    FamilyCase("escalation", "escalation-own-membership"),
    FamilyCase("pooled-session", "pooled-immutable-plan"),
  ]
}
