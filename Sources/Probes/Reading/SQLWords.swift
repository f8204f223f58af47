internal import SQLText

/// The words, literals and settings that SQL source text names: enough to tell what a body may read, without parsing it.
package struct SQLWords: Hashable, Sendable {
  /// Identifiers and keywords in lower case, and quoted identifiers as they stand.
  package private(set) var words: Set<String> = []
  /// String literals, doubled quotes undone, in the order of the text and without repetition.
  package private(set) var literals: [String] = []

  package init(_ text: String) {
    for token in SQLLexer(text) {
      switch token.kind {
      case .word(let word), .quoted(let word): words.insert(word)
      case .string(let literal): read(literal)
      case .number, .parameter, .operator, .punctuation: break
      }
    }
  }

  /// A literal may be SQL of its own, pasted together and executed: what it names counts too.
  private mutating func read(_ literal: String) {
    if !literals.contains(literal) { literals.append(literal) }
    for word in literal.split(whereSeparator: { !$0.isLetter && $0 != "_" && !$0.isNumber }) {
      words.insert(word.lowercased())
    }
  }
}
