import JSONText
import Probes
import SQLText
import Testing

/// The calls of a function by the rows that exist: two firms with a key each.
@Suite struct ArgumentPoolTests {
  private static let firms = ["aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"]
  private static let keys = ["aaaaaaaa-1111-4000-8000-000000000003", "bbbbbbbb-1111-4000-8000-000000000004"]

  private static func world(_ inputs: [String], _ body: String) -> SmallWorld {
    var world = SmallWorld()
    world.catalog.table("public.firms", ["id uuid", "slug"])
    world.catalog.table("private.keys", ["id uuid", "firm_id uuid", "provider", "token"])
    world.catalog.foreignKey("private.keys", "firm_id", to: "public.firms")
    world.catalog.function("public.ask", inputs, body)
    world.secrets = [Secret(relation: QualifiedName("private", "keys"), column: "token")]
    world.rows = [
      "public.firms": [["id": .string(firms[0]), "slug": "acme"], ["id": .string(firms[1]), "slug": "globex"]],
      "private.keys": [
        ["id": .string(keys[0]), "firm_id": .string(firms[0]), "provider": "gmail"],
        ["id": .string(keys[1]), "firm_id": .string(firms[1]), "provider": "slack"],
      ],
    ]
    return world
  }

  private static let telling = "select token from private.keys"
  private static let silent = "select 1"

  /// The first calls, the likeliest to be let in.
  @Test(arguments: [
    // A firm's key for its name, and the provider of the very row.
    (["p_firm_id uuid"], telling, [#"{"p_firm_id":"\#(firms[0])"}"#, #"{"p_firm_id":"\#(firms[1])"}"#]),
    (
      ["p_firm uuid", "p_provider text"], telling,
      [
        #"{"p_firm":"\#(firms[0])","p_provider":"gmail"}"#, #"{"p_firm":"\#(firms[1])","p_provider":"slack"}"#,
      ]
    ),
    (["p_slug text"], telling, [#"{"p_slug":"acme"}"#, #"{"p_slug":"globex"}"#]),
    // What the body compares it with goes before what its name asks for.
    (["p_slug text"], "select token from private.keys where provider = p_slug", [#"{"p_slug":"gmail"}"#]),
    ([], telling, ["{}"]),
  ])
  func argumentsStandTogetherInOneRow(_ inputs: [String], _ body: String, _ expected: [String]) {
    #expect(Array(Self.world(inputs, body).calls(of: "public.ask").prefix(expected.count)) == expected)
  }

  @Test(arguments: [
    // One's own firm with another's key.
    (
      ["p_firm_id uuid", "p_key_id uuid"], telling, true,
      #"{"p_firm_id":"\#(firms[0])","p_key_id":"\#(keys[1])"}"#
    ),
    // Null in the place of each, and of all.
    (["p_firm_id uuid", "p_provider text"], telling, true, #"{"p_firm_id":null,"p_provider":"gmail"}"#),
    (["p_firm_id uuid", "p_provider text"], telling, true, #"{"p_firm_id":null,"p_provider":null}"#),
    (["p_firm_id uuid", "p_provider text"], silent, true, #"{"p_firm_id":null,"p_provider":null}"#),
    (["p_firm_id uuid", "p_provider text"], silent, false, #"{"p_firm_id":null,"p_provider":"gmail"}"#),
    // What a literal of the body asks for, on both sides of a number.
    (["p_kind text"], "select token from private.keys where p_kind = 'full'", true, #"{"p_kind":"full"}"#),
    (["p_kind text"], "select token from private.keys where p_other = 'fuller'", true, #"{"p_kind":"fuller"}"#),
    (["p_rank integer"], "select token from private.keys where p_rank > 41", true, #"{"p_rank":42}"#),
    (["p_kind text"], telling, false, #"{"p_kind":"full"}"#),
    // A default hides what a flag would show.
    (
      ["p_firm_id uuid", "p_reveal boolean default"], telling, true,
      #"{"p_firm_id":"\#(firms[0])","p_reveal":true}"#
    ),
    // Keys of a document that the body names.
    (
      ["p_doc jsonb"], "select token from private.keys where id = (p_doc ->> 'key_id')::uuid", true,
      #"{"p_doc":{"key_id":"\#(keys[0])"}}"#
    ),
    // Nobody waits.
    (["p_seconds integer"], telling, true, #"{"p_seconds":0}"#),
    (["p_seconds integer"], telling, false, #"{"p_seconds":1}"#),
  ])
  func aCallIsTried(_ inputs: [String], _ body: String, _ isTried: Bool, _ call: String) {
    #expect(Self.world(inputs, body).calls(of: "public.ask").contains(call) == isTried)
  }

  /// Three flags and more are set to every combination, where a secret may show.
  @Test(arguments: [(3, telling, 8), (2, telling, 4), (4, telling, 16)])
  func switchesAreSetInEveryWay(_ count: Int, _ body: String, _ expected: Int) {
    let inputs = (1...count).map { "p_flag_\($0) boolean" }
    let calls = Self.world(inputs, body).calls(of: "public.ask").filter { !$0.contains("null") }
    #expect(calls.count == expected)
  }

  /// Of a function that reads no secret few calls are made.
  @Test func aSilentFunctionIsCalledLess() {
    let inputs = ["p_firm_id uuid", "p_provider text", "p_flag boolean"]
    let (told, unsaid) = (
      Self.world(inputs, Self.telling).calls(of: "public.ask"), Self.world(inputs, Self.silent).calls(of: "public.ask")
    )
    #expect(unsaid.count <= 30)
    #expect(unsaid.count < told.count)
    #expect(Set(told).count == told.count)
  }
}
