/// Strings and quoted names; one without an end reaches to the end of the text.
extension SQLLexer {
  /// A string or a quoted name, where one begins here.
  mutating func takeQuoted() -> SQLToken.Kind? {
    guard let byte = peek() else { return nil }
    switch (byte, peek(1), peek(2)) {
    case (.quote, _, _): return .string(takeString())
    case (.doubleQuote, _, _): return .quoted(String(decoding: takeBody(in: .doubleQuote), as: UTF8.self))
    case (.dollar, _, _): return takeDollarQuoted().map { .string($0) }
    case (_, .quote?, _) where Self.prefixes.contains(byte | 0x20):
      position += 1
      return .string(takeString(escaping: byte | 0x20 == .e))
    case (_, .ampersand?, let quote?)
    where byte | 0x20 == UInt8(ascii: "u") && (quote == .quote || quote == .doubleQuote):
      position += 2
      return takeUnicode(in: quote)
    default: return nil
    }
  }

  /// Of `e''`, and of bit strings and national characters.
  private static let prefixes = Set("ebxn".utf8)

  /// Strings that nothing but a line's end stands between are one.
  private mutating func takeString(escaping: Bool = false) -> String {
    var body = takeBody(in: .quote, escaping: escaping)
    while let next = continuation() {
      position = next
      body += takeBody(in: .quote, escaping: escaping)
    }
    return escaping ? EscapedText.undoing(body) : String(decoding: body, as: UTF8.self)
  }

  /// What stands between two quotes; a doubled one stands for itself, and a backslash stays with what it escapes.
  private mutating func takeBody(in quote: UInt8, escaping: Bool = false) -> [UInt8] {
    var body: [UInt8] = []
    position += 1
    while let byte = peek() {
      position += 1
      if byte == quote {
        guard peek() == quote else { break }
        position += 1
      } else if escaping, byte == .backslash, let escaped = peek() {
        body.append(byte)
        body.append(escaped)
        position += 1
        continue
      }
      body.append(byte)
    }
    return body
  }

  private func continuation() -> Int? {
    var next = position
    while next < bytes.count {
      if bytes[next].isSpace {
        next += 1
      } else if begins("--", at: next) {
        next = endOfLineComment(from: next)
      } else {
        break
      }
    }
    guard next < bytes.count, bytes[next] == .quote else { return nil }
    return bytes[position..<next].contains { $0 == .newline || $0 == .carriageReturn } ? next : nil
  }

  /// `U&'…'` and `U&"…"`, with the escape character that `UESCAPE` behind them names.
  private mutating func takeUnicode(in quote: UInt8) -> SQLToken.Kind {
    let body = takeBody(in: quote)
    let text = EscapedText.undoing(unicode: body, escape: takeEscapeCharacter() ?? .backslash)
    return quote == .quote ? .string(text) : .quoted(text)
  }

  private mutating func takeEscapeCharacter() -> UInt8? {
    var ahead = self
    ahead.position = endOfSpace(from: position)
    guard ahead.take(while: \.continuesWord).lowercased() == "uescape" else { return nil }
    let place = endOfSpace(from: ahead.position)
    guard place + 2 < bytes.count, bytes[place] == .quote, bytes[place + 2] == .quote else { return nil }
    position = place + 3
    return bytes[place + 1]
  }

  /// `$tag$ … $tag$`; nil for a positional parameter or a lone dollar.
  private mutating func takeDollarQuoted() -> String? {
    var end = position + 1
    if end < bytes.count, bytes[end].isDigit { return nil }
    while end < bytes.count, bytes[end] != .dollar, bytes[end].continuesWord { end += 1 }
    guard end < bytes.count, bytes[end] == .dollar else { return nil }
    let tag = bytes[position...end]
    let start = end + 1
    position = start
    while position < bytes.count {
      if bytes[position] == .dollar, bytes[position...].starts(with: tag) {
        position += tag.count
        return text(start..<(position - tag.count))
      }
      position += 1
    }
    return text(start..<position)
  }
}
