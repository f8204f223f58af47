package import Catalog
internal import SQLText

/// What policies, views and functions say about columns: the literals, numbers and other columns that they compare them with.
package struct ComparedLiterals: Sendable {
  private struct Text: Sendable {
    var lowercased: String
    var words: SQLWords
    var reading: BodyReading
  }

  private let texts: [Text]
  private let checks: [SQLWords]
  /// The literals of policies alone: what they hand to functions that do the comparing.
  package let ofPolicies: [String]

  package init(_ catalog: CatalogSnapshot) {
    let policies = catalog.policies.map { ($0.using ?? "") + " " + ($0.check ?? "") }
    let bodies = catalog.functions.filter { $0.name.schema != "pg_catalog" }.map(\.body)
    texts = (policies + bodies + catalog.relations.compactMap(\.viewDefinition)).map {
      Text(lowercased: $0.lowercased(), words: SQLWords($0), reading: BodyReading($0))
    }
    ofPolicies = policies.flatMap { SQLWords($0).literals }
    checks = catalog.constraints.filter { $0.kind == .check }.map { SQLWords($0.definition) }
  }

  private func about(_ column: String) -> [Text] { texts.filter { $0.words.words.contains(column.lowercased()) } }

  /// What CHECK constraints compare a column of this name with.
  package func checked(_ column: String) -> [String] {
    checks.filter { $0.words.contains(column.lowercased()) }.flatMap(\.literals)
  }

  /// Whether any text names the column: one that none names decides nothing.
  package func names(_ column: String) -> Bool { !about(column).isEmpty }

  /// Whether any text asks if the column is null.
  package func asksForNull(_ column: String) -> Bool {
    about(column).contains { $0.lowercased.contains("\(column.lowercased()) is null") }
  }

  /// The literals of the texts that name a column: those that stand in one condition with it first.
  package func literals(about column: String) -> [String] {
    let about = about(column)
    let near = about.flatMap { $0.reading.values(besideParameter: column, at: 0).literals }
    var seen: Set<String> = []
    return (near + about.flatMap(\.words.literals)).filter { seen.insert($0).inserted }
  }

  /// The numbers that a column, or a function of its name, is compared with.
  package func numbers(about column: String) -> [Int] {
    var seen: Set<Int> = []
    return about(column).flatMap { $0.reading.values(besideParameter: column, at: 0).numbers }
      .filter { seen.insert($0).inserted }
  }

  /// Whether a text matches something against the column as a pattern.
  package func isPattern(_ column: String) -> Bool {
    about(column).contains { text in
      let tokens = text.reading.tokens
      return tokens.indices.contains { index in
        tokens[index].matchesPatterns
          && tokens[(index + 1)...].prefix(8).contains { $0.keyword == column.lowercased() }
      }
    }
  }

  /// The columns that texts set equal to a column: whoever writes the one may take the value of the other.
  package func partners(of column: String) -> Set<String> {
    let column = column.lowercased()
    return about(column).reduce(into: Set<String>()) { partners, text in
      let tokens = text.reading.tokens.filter { !$0.isWrapping }
      for index in tokens.indices.dropFirst().dropLast() where tokens[index] == .operator("=") {
        let isQualified = index + 3 < tokens.count && tokens[index + 2] == .punctuation(".")
        guard let left = tokens[index - 1].keyword, let right = tokens[index + (isQualified ? 3 : 1)].keyword else {
          continue
        }
        if left == column { partners.insert(right) }
        if right == column { partners.insert(left) }
      }
    }.subtracting([column])
  }
}

extension SQLToken.Kind {
  fileprivate var matchesPatterns: Bool {
    switch self {
    case .operator(let mark): ["~~", "~~*", "~", "~*"].contains(mark)
    case .word(let word): ["like", "ilike", "similar"].contains(word)
    default: false
    }
  }
}
