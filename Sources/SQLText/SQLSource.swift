/// SQL source text with its tokens, for readers that cut it up or put something in the place of a part.
package struct SQLSource: Hashable, Sendable {
  package let text: String
  package let tokens: [SQLToken]

  package init(_ text: String) {
    self.text = text
    tokens = Array(SQLLexer(text))
  }

  /// A part of the text, in bytes.
  package subscript(_ range: Range<Int>) -> String {
    let bytes = text.utf8.dropFirst(range.lowerBound).prefix(range.count)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text with others in the place of some of its parts, which must be in order and apart.
  package func replacing(_ replacements: [(range: Range<Int>, text: String)]) -> String {
    var result = ""
    var end = 0
    for (range, text) in replacements {
      result += self[end..<range.lowerBound] + text
      end = range.upperBound
    }
    return result + self[end..<text.utf8.count]
  }
}
