import Judgement
import Probes
import SQLText
import Testing

@Suite struct RedactionTests {
  private static let value = "sk_live_4eC39HqLyjWDarjtT1zdp7dc"
  private static let second = "sk_live_9kX27PwNbtRZmcqvU5fga3hs"
  private static let interim = "sk_live_2mV84JdYshGBqwloE6rku1tn"
  private let redaction = Redaction(
    canaries: [
      Canary(secret: 0, tenant: "A", row: 1, first: Self.value, second: Self.second, earlier: [Self.interim]),
      Canary(secret: 0, tenant: nil, row: 2, first: "4000123412341234", second: "4000987698769876"),
    ],
    secrets: [Secret(relation: QualifiedName("public", "keys"), column: "token")], harmless: ["jwdarjtt_column"])

  @Test(arguments: [
    ("GET /keys?token=eq.\(value)&x=1", "GET /keys?token=eq.{{A/token}}&x=1"),
    ("\(second) and \(interim)", "{{A/token}} and {{A/token}}"),
    ("{\"t\":\"sk_live_4eC39HqL\"}", "{\"t\":\"{{A/token:16}}\"}"),
    ("…HqLyjWDar…", "…{{A/token:14-22}}…"),
    ("sk_live_ and \(value.prefix(14))", "sk_live_ and \(value.prefix(14))"),
    ("\(value.uppercased())", "{{A/token}}"),
    (String(value.reversed()), "{{A/token:reversed}}"),
    ("\\x736b5f6c6976655f34654333394871", "\\x736b5f6c6976655f34654333394871"),
    ("c2tfbGl2ZV80ZUMzOUhxTHlqV0Rhcmp0VDF6ZHA3ZGM=", "{{A/token:base64}}ZGM="),
    ("card 4000123412341234 declined", "card {{row 2/token}} declined"),
    ("nothing to hide", "nothing to hide"),
    ("", ""),
  ])
  func aValueGivesWayToItsName(_ text: String, _ expected: String) {
    #expect(redaction.text(text) == expected)
  }

  /// Wherever eight random characters stand in a row, whole or in part, none of them is left.
  @Test func noEightCharactersInARowAreLeft() {
    for value in [Self.value, Self.second, Self.interim] {
      let characters = Array(value)
      for start in 8...characters.count - 8 {
        for end in start + 8...characters.count {
          let piece = String(characters[start..<end])
          let left = redaction.text("x=\(piece); y='\(piece)\(piece)'")
          #expect(!left.contains(piece.prefix(8)) && !left.contains(piece.suffix(8)), "\(left)")
        }
      }
    }
  }

  @Test(arguments: [
    "GET /keys?token=eq.\(value)", "{\"t\":\"\(value.prefix(20))\"}", "…HqLyjWDar…", "{{B/x}} {{A/token:99}}",
  ])
  func aNameGivesWayToItsValue(_ text: String) { #expect(redaction.restored(redaction.text(text)) == text) }

  @Test func anErrorKeepsWhatItSays() {
    struct Failure: Error, CustomStringConvertible { var description: String }
    #expect("\(redaction.error(Failure(description: "Key (token)=(\(Self.value))")))" == "Key (token)=({{A/token}})")
    #expect(redaction.error(Failure(description: "no such table")) is Failure)
  }
}
