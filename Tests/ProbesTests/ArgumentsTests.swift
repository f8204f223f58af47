import JSONText
import PostgREST
import Probes
import Testing

/// Which stored values a parameter's name asks for, and what source texts tell of a function.
@Suite struct ArgumentsTests {
  @Test(arguments: [
    ("p_firm_id", "firm_id", "matters", false, 0), ("org", "org_id", "teams", false, 0),
    ("secret_name", "name", "secrets", false, 1), ("p_firm", "id", "firms", true, 1),
    ("p_key_id", "id", "trust_account_keys", true, 2), ("_workspaceId", "workspace_id", "bots", false, 0),
    ("p_id", "id", "connections", true, 0),
  ])
  func aNameAsksForAColumn(_ parameter: String, _ column: String, _ table: String, _ isKey: Bool, _ distance: Int) {
    let affinity = NameAffinity(parameter)
    #expect(affinity.distance(toColumn: column, of: TableWords(table), isKey: isKey) == distance)
  }

  @Test(arguments: [("p_provider", "created_at", "links"), ("p_token", "org_id", "orgs")])
  func aNameAsksForNothingElse(_ parameter: String, _ column: String, _ table: String) {
    #expect(NameAffinity(parameter).distance(toColumn: column, of: TableWords(table), isKey: false) == nil)
  }

  @Test func wordsAreThoseOfTheTextAndOfTheSQLInItsLiterals() {
    let words = SQLWords("select \"From Name\" from t -- comment\nwhere a = 'it''s' and execute 'select x from hidden'")
    #expect(words.words.isSuperset(of: ["select", "From Name", "t", "hidden", "execute"]))
    #expect(!words.words.contains("comment"))
    #expect(words.literals == ["it's", "select x from hidden"])
  }

  @Test func anArrayIsOneArgumentAndAVariadicOneIsMany() {
    let array = CallArguments([.init(name: "ids", value: ["a", "b"])])
    #expect(array.arguments.map(\.value) == ["{a,b}"])
    let variadic = CallArguments([.init(name: "ids", value: ["a", "b"], isVariadic: true)])
    #expect(variadic.arguments.map(\.value) == ["a", "b"])
  }
}
