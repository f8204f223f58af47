import Catalog
import Introspection
import Testing

@Suite struct ViewLineageTests {
  private static func entry(_ number: Int, _ name: String, table: Int, column: Int, junk: Bool = false) -> String {
    "{TARGETENTRY :expr {VAR :varno 1 :location 7} :resno \(number) :resname \(name) :ressortgroupref 0 "
      + ":resorigtbl \(table) :resorigcol \(column) :resjunk \(junk)}"
  }

  private static func query(_ entries: String) -> String {
    "({QUERY :commandType 1 :utilityStmt <> :rtable ({RTE :eref {ALIAS :aliasname t :colnames (\"a\" \"b\")} "
      + ":subquery {QUERY :targetList (\(entry(9, "inner", table: 99, column: 9)))}}) "
      + ":targetList \(entries) :override 0 :stmt_len 0})"
  }

  @Test(arguments: [
    (query("(\(entry(1, "id", table: 16, column: 3)))"), [[1, 16, 3]]),
    (
      query("(\(entry(1, "id", table: 16, column: 3)) \(entry(2, "b", table: 17, column: 1)))"),
      [[1, 16, 3], [2, 17, 1]]
    ),
    (query("(\(entry(1, "expression", table: 0, column: 0)))"), []),
    (query("(\(entry(1, "sorted_by", table: 16, column: 3, junk: true)))"), []),
    // A column may be called like a key of the tree, or like its brackets.
    (query("(\(entry(1, ":resorigtbl", table: 16, column: 3)))"), [[1, 16, 3]]),
    (query(#"(\#(entry(1, #"a\ \{b\(c\\"#, table: 16, column: 3)))"#), [[1, 16, 3]]),
    (query("<>"), []), ("", []), ("({QUERY :commandType", []), ("nonsense", []),
  ])
  func onlyTheOutermostTargetListCounts(_ action: String, _ expected: [[Int]]) {
    let origins = ViewLineage.origins(ofAction: action)
    #expect(origins.map { [$0.column, Int($0.relation), $0.relationColumn] } == expected)
  }
}
