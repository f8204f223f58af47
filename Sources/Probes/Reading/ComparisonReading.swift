package import Catalog
internal import SQLText

/// What a source text sets equal to what, brackets and casts aside.
package struct ComparisonReading: Sendable {
  /// A column as a text names it.
  package struct Column: Hashable, Sendable {
    /// A table or its alias; nil where there is none.
    package var qualifier: String?
    package var name: String
  }

  private let tokens: [SQLToken.Kind]
  private let aliases: [String: String]

  package init(of body: String) { self.init(BodyReading(body).tokens) }

  init(_ tokens: [SQLToken.Kind]) {
    self.tokens = tokens.filter { !$0.isWrapping }
    aliases = Self.aliases(in: tokens)
  }

  /// The relation that a qualifier stands for: itself where it is no alias.
  package func relation(of qualifier: String) -> String { aliases[qualifier] ?? qualifier }

  /// The columns that stand on the other side of an equals sign, or before `= any`, of a parameter.
  package func columns(equalTo parameter: String, at position: Int, in function: Function) -> [Column] {
    func isParameter(_ operand: Column) -> Bool {
      guard operand.qualifier == nil || operand.qualifier == function.name.name.name else { return false }
      return !parameter.isEmpty && operand.name == parameter.lowercased() || operand.name == "$\(position)"
    }
    return tokens.indices.flatMap { index -> [Column] in
      guard tokens[index] == .operator("="), let left = operand(before: index), let right = operand(after: index) else {
        return []
      }
      return (isParameter(right) && !isParameter(left) ? [left] : [])
        + (isParameter(left) && !isParameter(right) ? [right] : [])
    }
  }

  private func operand(before index: Int) -> Column? {
    guard index > 0, let name = tokens[index - 1].operand else { return nil }
    let isQualified = index > 2 && tokens[index - 2] == .punctuation(".")
    let before = index - (isQualified ? 4 : 2)
    if before >= 0, tokens[before].isOperator { return nil }
    return Column(qualifier: isQualified ? tokens[index - 3].name : nil, name: name)
  }

  private func operand(after index: Int) -> Column? {
    var start = index + 1
    if start < tokens.count, ["any", "some", "all"].contains(tokens[start].name) { start += 1 }
    guard start < tokens.count, let name = tokens[start].operand else { return nil }
    var operand = Column(qualifier: nil, name: name)
    var end = start + 1
    if start + 2 < tokens.count, tokens[start + 1] == .punctuation("."), let below = tokens[start + 2].name {
      (operand, end) = (Column(qualifier: name, name: below), start + 3)
    }
    // Of `event ->> 'user_id'` a part is compared, not the parameter.
    return end < tokens.count && tokens[end].isOperator ? nil : operand
  }

  /// `from public.credentials c` and `join members as m`.
  private static func aliases(in tokens: [SQLToken.Kind]) -> [String: String] {
    var aliases: [String: String] = [:]
    for index in tokens.indices where ["from", "join", "update", "into", "using"].contains(tokens[index].name) {
      var next = index + 1
      guard next < tokens.count, var relation = tokens[next].name else { continue }
      if next + 2 < tokens.count, tokens[next + 1] == .punctuation("."), let name = tokens[next + 2].name {
        (relation, next) = (name, next + 2)
      }
      next += 1
      if next < tokens.count, tokens[next].name == "as" { next += 1 }
      if next < tokens.count, let alias = tokens[next].name, !keywords.contains(alias) { aliases[alias] = relation }
    }
    return aliases
  }

  private static let keywords: Set<String> = [
    "where", "on", "set", "join", "left", "right", "inner", "cross", "full", "order", "group", "limit", "using",
    "values",
    "select", "returning", "for", "union", "natural", "as", "loop", "then", "into",
  ]
}

extension SQLToken.Kind {
  /// A name, or a positional parameter as `$1`.
  fileprivate var operand: String? { if case .parameter = self { text } else { name } }

  private static let operators: Set<String> = ["->", "->>", "#>", "#>>", "||", "+", "-", "*", "/", "%"]

  /// What makes another value of the one beside it.
  fileprivate var isOperator: Bool {
    if case .operator(let mark) = self { Self.operators.contains(mark) } else { false }
  }

  /// Brackets, casts and functions that leave a value as good as it was.
  var isWrapping: Bool {
    switch self {
    case .punctuation(let mark): mark == "(" || mark == ")"
    case .operator(let mark): mark == "::"
    case .word(let word): ["lower", "upper", "trim", "btrim", "text", "citext"].contains(word)
    default: false
    }
  }
}
