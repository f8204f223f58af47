import Catalog
import Introspection
import Testing

@Suite struct ArrayTextTests {
  @Test(arguments: [
    ("{}", []), ("{a}", ["a"]), ("{a,b}", ["a", "b"]), ("{\"a,b\",c}", ["a,b", "c"]), ("{\"\",x}", ["", "x"]),
    ("{NULL,\"NULL\"}", [nil, "NULL"]), (#"{"say \"hi\"","back\\slash"}"#, ["say \"hi\"", "back\\slash"]),
    ("{ünï}", ["ünï"]), ("not an array", []),
  ])
  func elements(_ text: String, _ expected: [String?]) { #expect(ArrayText.elements(of: text) == expected) }

  @Test(arguments: [("1 2", [1, 2]), ("{3,-1}", [3, -1]), ("", []), ("0", [0])])
  func integersOfArraysAndVectors(_ text: String, _ expected: [Int]) {
    #expect(CatalogRow([text]).integers(0) == expected)
  }
}
