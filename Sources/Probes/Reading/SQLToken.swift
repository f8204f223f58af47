/// One lexical element of SQL source text.
enum SQLToken: Hashable, Sendable {
  /// A keyword, a plain identifier in lower case, or a positional parameter as `$1`.
  case word(String)
  /// An identifier in double quotes, without them.
  case quoted(String)
  /// A string, quotes and doublings undone.
  case literal(String)
  case number(String)
  /// An operator such as `->>`, or a mark such as `(`.
  case mark(String)

  /// The elements of a text; comments are left out, and what is not SQL never fails.
  static func all(in text: String) -> [SQLToken] {
    var tokens: [SQLToken] = []
    var rest = Substring(text)
    while let first = rest.first {
      if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        rest = rest.firstRange(of: "*/").map { rest[$0.upperBound...] } ?? ""
      } else if first.isWhitespace {
        rest.removeFirst()
      } else {
        tokens.append(take(first, from: &rest))
      }
    }
    return tokens
  }

  private static func take(_ first: Character, from rest: inout Substring) -> SQLToken {
    if first == "'" { return .literal(takeQuoted("'", from: &rest)) }
    if first == "\"" { return .quoted(takeQuoted("\"", from: &rest)) }
    if first == "$", let body = takeDollarQuoted(from: &rest) { return .literal(body) }
    if starts(first) || first == "$" { return .word(take(while: continues, from: &rest).lowercased()) }
    if first.isNumber { return .number(take(while: { $0.isNumber || $0 == "." }, from: &rest)) }
    if first == ":" { return .mark(take(while: { ":=".contains($0) }, from: &rest)) }
    guard "+-*/<>=~!@#%^&|`?".contains(first) else { return .mark(String(rest.removeFirst())) }
    return .mark(take(while: { "+-*/<>=~!@#%^&|`?".contains($0) }, from: &rest))
  }

  private static func take(while holds: (Character) -> Bool, from rest: inout Substring) -> String {
    let taken = rest.prefix(while: holds)
    rest = rest[taken.endIndex...]
    return String(taken)
  }

  private static func takeQuoted(_ quote: Character, from rest: inout Substring) -> String {
    rest.removeFirst()
    var body = ""
    while let character = rest.popFirst() {
      guard character == quote else {
        body.append(character)
        continue
      }
      guard rest.first == quote else { break }
      body.append(quote)
      rest.removeFirst()
    }
    return body
  }

  /// `$tag$ … $tag$`; nil for a positional parameter.
  private static func takeDollarQuoted(from rest: inout Substring) -> String? {
    let tag = rest.dropFirst().prefix { starts($0) || $0.isNumber }
    guard tag.first?.isNumber != true, tag.endIndex < rest.endIndex, rest[tag.endIndex] == "$" else { return nil }
    let quote = "$\(tag)$"
    let body = rest.dropFirst(quote.count)
    guard let end = body.firstRange(of: quote) else {
      rest = ""
      return String(body)
    }
    rest = body[end.upperBound...]
    return String(body[..<end.lowerBound])
  }

  private static func starts(_ character: Character) -> Bool { character.isLetter || character == "_" }
  private static func continues(_ character: Character) -> Bool {
    starts(character) || character.isNumber || character == "$"
  }
}
