/// One lexical element of SQL source text, and where it stands.
package struct SQLToken: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A keyword or a bare identifier, in lower case.
    case word(String)
    /// An identifier in double quotes, without them.
    case quoted(String)
    /// A string of any spelling, quotes and escapes undone.
    case string(String)
    /// A number as it is written.
    case number(String)
    /// The number of `$1`.
    case parameter(Int)
    /// As in `->>`, `::` and `:=`.
    case `operator`(String)
    /// A bracket, a comma and whatever else stands for itself.
    case punctuation(String)
  }

  package var kind: Kind
  /// In bytes of the text's UTF-8; of a token that stands inside a string, the string's.
  package var range: Range<Int>

  package init(kind: Kind, range: Range<Int>) {
    (self.kind, self.range) = (kind, range)
  }
}

extension SQLToken.Kind {
  /// What it says, quotes and escapes undone.
  package var text: String {
    switch self {
    case .word(let text), .quoted(let text), .string(let text), .number(let text), .operator(let text),
      .punctuation(let text):
      text
    case .parameter(let number): "$\(number)"
    }
  }

  /// A keyword or a bare identifier, in lower case.
  package var keyword: String? { if case .word(let word) = self { word } else { nil } }

  /// A bare identifier in lower case, or a quoted one.
  package var name: String? {
    switch self {
    case .word(let name), .quoted(let name): name
    case .string, .number, .parameter, .operator, .punctuation: nil
    }
  }

  /// The content of a string.
  package var literal: String? { if case .string(let text) = self { text } else { nil } }
}
