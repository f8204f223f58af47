internal import SQLText

/// Values that stand in SQL text.
package enum SQLLiterals {
  /// Digits of a number that may be a secret's: a card's, an account's.
  private static let secretDigits = 8
  /// Dollar quotes are opened this deep.
  private static let deepest = 8

  /// The contents of every string, those within dollar quotes included, and long numbers.
  package static func texts(in sql: String) -> [String] { texts(in: sql, deepest: deepest) }

  private static func texts(in sql: String, deepest: Int) -> [String] {
    let lexer = SQLLexer(sql)
    return lexer.flatMap { token -> [String] in
      let contents = contents(of: token)
      guard deepest > 0, token.kind.literal != nil, lexer.text(token.range).hasPrefix("$") else { return contents }
      return contents + contents.flatMap { texts(in: $0, deepest: deepest - 1) }
    }
  }

  /// The first line up to its first literal, without a comment behind it.
  package static func beginning(of sql: String) -> String {
    let lexer = SQLLexer(String(sql.prefix { !$0.isNewline }))
    var end = 0
    for token in lexer {
      let isOpening = lexer.text(token.range).hasPrefix("$") && token.kind.literal?.allSatisfy(\.isWhitespace) == true
      // The quote that a body begins behind hides nothing yet.
      guard isOpening || contents(of: token).isEmpty else { return lexer.text(0..<end) + " …" }
      end = token.range.upperBound
    }
    return lexer.text(0..<end)
  }

  private static func contents(of token: SQLToken) -> [String] {
    switch token.kind {
    case .string(let text): [text]
    case .number(let text): text.split { !$0.isNumber }.filter { $0.count >= secretDigits }.map(String.init)
    case .word, .quoted, .parameter, .operator, .punctuation: []
    }
  }
}
