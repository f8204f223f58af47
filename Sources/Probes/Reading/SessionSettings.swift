internal import SQLText

/// Settings that a source text makes for more than its own transaction.
package enum SessionSettings {
  /// Whether a call of `set_config` may have anything but `true` as its last argument, `is_local`.
  package static func areLeft(by body: String) -> Bool {
    let own = Array(SQLLexer(body))
    // A statement that is executed may be put together of several strings; of the text's own calls a string is one argument.
    return areLeft(by: own) || areLeft(by: SQLLexer.opened(body), besides: Set(own))
  }

  private static func areLeft(by tokens: [SQLToken], besides judged: Set<SQLToken> = []) -> Bool {
    let kinds = tokens.map(\.kind)
    return kinds.indices.dropLast().contains { index in
      guard kinds[index].name == "set_config", kinds[index + 1] == .punctuation("("), !judged.contains(tokens[index])
      else { return false }
      let last = kinds.arguments(from: index + 1).last ?? []
      let isNamed = [.operator("=>"), .operator(":=")].contains(last.dropFirst().first)
      return (isNamed ? Array(last.dropFirst(2)) : last) != [.word("true")]
    }
  }
}
