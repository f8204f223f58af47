/// SQL stands in strings too: function bodies, and statements that are put together and executed.
extension SQLLexer {
  /// Strings in strings are opened this deep, for a text of nothing but quotes must not exhaust the stack.
  private static let deepest = 8

  /// The tokens of a text with those inside its strings, dollar-quoted ones included, in the strings' place.
  package static func opened(_ text: String) -> [SQLToken] { opened(text, deepest: deepest) }

  private static func opened(_ text: String, deepest: Int) -> [SQLToken] {
    SQLLexer(text).flatMap { token -> [SQLToken] in
      guard deepest > 0, let content = token.kind.literal else { return [token] }
      return opened(content, deepest: deepest - 1).map { SQLToken(kind: $0.kind, range: token.range) }
    }
  }

  /// What a text says, strings opened: words in lower case, quoted names as they are, marks as words of their own.
  package static func words(of text: String) -> [String] { opened(text).map(\.kind.text) }
}
