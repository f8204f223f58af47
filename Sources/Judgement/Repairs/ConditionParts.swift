internal import SQLText

extension String {
  /// The parts of a condition that must all hold.
  package var conjuncts: [String] { parts(between: "and") }
  /// The parts of a condition of which one is enough.
  package var disjuncts: [String] { parts(between: "or") }

  /// Without the pairs of parentheses around the whole.
  package var withoutParentheses: String {
    let source = SQLSource(self)
    var tokens = source.tokens[...]
    var range = 0..<utf8.count
    while let first = tokens.first, let last = tokens.last, source.partner(of: tokens.startIndex) == tokens.endIndex - 1
    {
      range = first.range.upperBound..<last.range.lowerBound
      tokens = tokens.dropFirst().dropLast()
    }
    return source[range]
  }

  /// The condition and one more.
  func and(_ other: String) -> String {
    let (own, more) = (onOneLine.withoutParentheses, other.onOneLine.withoutParentheses)
    return own == "true" ? more : "(\(own)) and (\(more))"
  }

  private func parts(between word: String) -> [String] {
    let source = SQLSource(withoutParentheses)
    let separators = source.separators(word)
    // AND binds closer: of `a and b or c` nothing must hold.
    if word == "and", !separators.isEmpty, !source.separators("or").isEmpty { return [source.text] }
    let ends = separators.map { source.tokens[$0].range } + [source.text.utf8.count..<source.text.utf8.count]
    var start = 0
    return ends.map { end in
      defer { start = end.upperBound }
      return source[start..<end.lowerBound].trimmed
    }
  }
}

extension SQLSource {
  /// The place of the parenthesis that closes the one at a place; nil where there is none.
  fileprivate func partner(of open: Int) -> Int? {
    guard tokens[open].kind == .punctuation("(") else { return nil }
    var depth = 0
    return tokens.indices[open...].first { index in
      depth += tokens[index].kind.nesting
      return depth == 0
    }
  }

  /// The places of a word outside of parentheses, CASE and BETWEEN.
  fileprivate func separators(_ word: String) -> [Int] {
    var depth = 0
    var ranges = 0
    return tokens.indices.filter { index in
      let kind = tokens[index].kind
      depth += kind.nesting
      guard depth == 0 else { return false }
      if kind == .word("between") { ranges += 1 }
      guard kind == .word("and"), ranges > 0 else { return kind == .word(word) }
      ranges -= 1
      return false
    }
  }
}

extension SQLToken.Kind {
  /// How many levels it opens, or closes.
  fileprivate var nesting: Int {
    switch self {
    case .punctuation("("), .word("case"): 1
    case .punctuation(")"), .word("end"): -1
    default: 0
    }
  }
}

extension String {
  /// Without the blanks around it.
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
