package import SQLText

/// A query over one relation alone, without grouping, order or limits: one that can be asked for one more condition.
package struct PlainQuery: Hashable, Sendable {
  /// What stands before FROM.
  package var head: String
  /// What stands behind it: the relation, and what it is called.
  package var source: String
  package var relation: QualifiedName?
  package var alias: Identifier?
  /// What stands behind WHERE.
  package var condition: String?

  /// - Parameter query: as `pg_get_viewdef` prints it; nil where it is of another form.
  package init?(_ query: String) {
    let query = SQLSource(query)
    let words = query.tokens.map(\.kind.keyword)
    let froms = words.indices.filter { words[$0] == "from" }
    guard froms.count == 1, Self.excluded.isDisjoint(with: words.compactMap(\.self)) else { return nil }
    let from = query.tokens[froms[0]].range
    let place = words[froms[0]...].firstIndex(of: "where").map { query.tokens[$0].range }
    let end = query.text.utf8.count
    head = query[0..<from.lowerBound].onOneLine
    source = query[from.upperBound..<(place?.lowerBound ?? end)].onOneLine
    condition = place.map { query[$0.upperBound..<end].onOneLine }
    let names = source.split(separator: " ").map(String.init)
    guard (1...2).contains(names.count) else { return nil }
    relation = QualifiedName(parsing: names[0])
    alias = names.count > 1 ? Identifier(names[1]) : nil
  }

  private static let excluded: Set<String> = ["group", "order", "limit", "union", "distinct", "join", "having"]
}
