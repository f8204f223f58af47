import JSONText
import Testing

@Suite struct JSONTextTests {
  @Test(arguments: [
    "null", "true", "1.10", "-0", "1e-7", "\"\"", "[]", "{}", #"{"b":1,"a":[1,2,{"x":null}],"b":2}"#,
    #""\u0001\n\"\\""#, "\"naïve 😀\"",
  ])
  func whatIsReadIsWrittenAgain(_ text: String) throws {
    #expect(try JSONValue(parsing: text).compact == text)
  }

  @Test func escapesAreRead() throws {
    #expect(try JSONValue(parsing: #" "\u00e9\ud83d\ude00\/" "#) == "é😀/")
  }

  @Test(arguments: [
    ("", 0), ("{", 1), ("[1,]", 3), ("01", 2), ("tru", 0), ("1 2", 2), ("{\"a\" 1}", 5), ("\"\u{1}\"", 2), ("nan", 0),
  ])
  func whatIsNotJSONIsRefusedWithItsPlace(_ text: String, _ offset: Int) {
    #expect { try JSONValue(parsing: text) } throws: { ($0 as? JSONSyntaxError)?.offset == offset }
  }

  @Test func nestingIsBounded() {
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: String(repeating: "[", count: 100_000)) }
  }

  @Test func prettyIndentsByTwo() {
    #expect(JSONValue.object([.init("a", [1, 2])]).pretty == "{\n  \"a\": [\n    1,\n    2\n  ]\n}")
  }
}
