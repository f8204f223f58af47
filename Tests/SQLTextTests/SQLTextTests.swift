import SQLText
import Testing

@Suite struct SQLTextTests {
  @Test(arguments: [
    ("firms", "\"firms\"", "firms"),
    ("Mixed Case", "\"Mixed Case\"", "\"Mixed Case\""),
    ("a\"b", "\"a\"\"b\"", "\"a\"\"b\""),
    ("1st", "\"1st\"", "\"1st\""),
  ])
  func identifiersAreQuoted(_ name: String, _ quoted: String, _ shown: String) {
    #expect(Identifier(name).quoted == quoted)
    #expect(Identifier(name).description == shown)
  }

  @Test(arguments: [
    ("public.Firms", QualifiedName("public", "firms")),
    ("public.\"Firms\"", QualifiedName("public", "Firms")),
    ("\"a.b\".\"c\"\"d\"", QualifiedName("a.b", "c\"d")),
    ("public", nil), ("a.b.c", nil), ("a.\"b", nil), ("a.", nil), (".b", nil),
  ])
  func qualifiedNamesAreReadAsSQLReadsThem(_ text: String, _ expected: QualifiedName?) {
    #expect(QualifiedName(parsing: text) == expected)
  }

  @Test func interpolationBindsAndQuotes() {
    let sql: SQL =
      "select * from \(QualifiedName("a", "b")) where \(Identifier("c")) = \(bind: "it's") and d = \(bind: nil)"
    #expect(sql.text == "select * from \"a\".\"b\" where \"c\" = $1 and d = $2")
    #expect(sql.parameters == [Parameter("it's"), Parameter(nil)])
    #expect(sql.inlined == "select * from \"a\".\"b\" where \"c\" = 'it''s' and d = NULL")
  }

  @Test(arguments: [("a", "'a'"), ("a'b", "'a''b'"), ("a\\b", "E'a\\\\b'")])
  func literals(_ value: String, _ expected: String) { #expect(SQL.literal(value) == expected) }

  @Test(arguments: [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("abc", "abc", 0), ("ünï", "uni", 2)])
  func editsAreInsertionsRemovalsAndSubstitutions(_ a: String, _ b: String, _ distance: Int) {
    #expect(EditDistance.between(a, b) == distance && EditDistance.between(b, a) == distance)
  }
}
