internal import Catalog
internal import SQLText

/// What policies, views and functions say about columns: the literals that they compare them with.
struct SpokenLiterals: Sendable {
  private struct Text: Sendable {
    var lowercased: String
    var words: SQLWords
  }

  private let texts: [Text]
  private let checks: [SQLWords]
  /// The literals of policies alone: what they hand to functions that do the comparing.
  let ofPolicies: [String]
  /// How many characters behind a column's name its literals are looked for.
  private static let span = 90

  init(_ catalog: CatalogSnapshot) {
    let policies = catalog.policies.map { ($0.using ?? "") + " " + ($0.check ?? "") }
    let bodies = catalog.functions.filter { $0.name.schema != "pg_catalog" }.map(\.body)
    texts = (policies + bodies + catalog.relations.compactMap(\.viewDefinition)).map {
      Text(lowercased: $0.lowercased(), words: SQLWords($0))
    }
    ofPolicies = policies.flatMap { SQLWords($0).literals }
    checks = catalog.constraints.filter { $0.kind == .check }.map { SQLWords($0.definition) }
  }

  /// What CHECK constraints compare a column of this name with.
  func checked(_ column: String) -> [String] {
    checks.filter { $0.words.contains(column.lowercased()) }.flatMap(\.literals)
  }

  /// Whether any text names the column: one that none names decides nothing.
  func names(_ column: String) -> Bool { texts.contains { $0.words.words.contains(column.lowercased()) } }

  /// Whether any text asks if the column is null.
  func asksForNull(_ column: String) -> Bool {
    let column = column.lowercased()
    return texts.contains { $0.words.words.contains(column) && $0.lowercased.contains("\(column) is null") }
  }

  /// The literals of the texts that name a column: those that stand right behind it first.
  func literals(about column: String) -> [String] {
    let column = column.lowercased()
    let about = texts.filter { $0.words.words.contains(column) }
    let near = about.flatMap { text in
      let pieces = Self.pieces(of: text.lowercased, behind: column)
      return text.words.literals.filter { literal in pieces.contains { $0.contains("'\(literal.lowercased())'") } }
    }
    var seen: Set<String> = []
    return (near + about.flatMap(\.words.literals)).filter { seen.insert($0).inserted }
  }

  private static func pieces(of text: String, behind column: String) -> [Substring] {
    var pieces: [Substring] = []
    var rest = text[...]
    while let found = rest.firstRange(of: column) {
      let isWhole = !(rest[..<found.lowerBound].last.map(isWordPart) ?? false)
      rest = rest[found.upperBound...]
      if isWhole, !(rest.first.map(isWordPart) ?? false) { pieces.append(rest.prefix(span)) }
    }
    return pieces
  }

  private static func isWordPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
