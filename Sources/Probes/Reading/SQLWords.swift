/// The words, literals and settings that SQL source text names: enough to tell what a body may read, without parsing it.
package struct SQLWords: Hashable, Sendable {
  /// Identifiers and keywords in lower case, and quoted identifiers as they stand.
  package private(set) var words: Set<String> = []
  /// String literals, doubled quotes undone, in the order of the text and without repetition.
  package private(set) var literals: [String] = []

  package init(_ text: String) {
    var rest = Substring(text)[...]
    while let first = rest.first {
      if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if first == "'" {
        takeLiteral(from: &rest)
      } else if first == "\"" {
        let body = rest.dropFirst().prefix { $0 != "\"" }
        words.insert(String(body))
        rest = rest.dropFirst(body.count + 2)
      } else if Self.starts(first) {
        let word = rest.prefix { Self.starts($0) || $0.isNumber || $0 == "$" }
        words.insert(word.lowercased())
        rest = rest.dropFirst(word.count)
      } else {
        rest = rest.dropFirst()
      }
    }
  }

  /// A literal may be SQL of its own, pasted together and executed: what it names counts too.
  private mutating func takeLiteral(from rest: inout Substring) {
    rest.removeFirst()
    var literal = ""
    while let character = rest.popFirst() {
      if character != "'" {
        literal.append(character)
      } else if rest.first == "'" {
        literal.append("'")
        rest.removeFirst()
      } else {
        break
      }
    }
    if !literals.contains(literal) { literals.append(literal) }
    var word = ""
    for character in literal + " " {
      if Self.starts(character) || character.isNumber {
        word.append(character)
      } else if !word.isEmpty {
        words.insert(word.lowercased())
        word = ""
      }
    }
  }

  private static func starts(_ character: Character) -> Bool { character.isLetter || character == "_" }
}
