/// Reads SQL text token by token, passing over white space and comments; quoted text of every kind is one token.
struct SQLScanner {
  struct Token {
    enum Kind: Hashable {
      /// A bare word, in lower case.
      case word(String)
      case semicolon, open, close, backslash, other
    }

    var kind: Kind
    var range: Range<Int>
  }

  private let bytes: [UInt8]
  private var position = 0
  /// Where lines were last counted to: they are asked for in order.
  private var counted = (offset: 0, line: 1)

  init(_ text: String) {
    bytes = Array(text.utf8)
    if bytes.starts(with: Self.byteOrderMark) { position = Self.byteOrderMark.count }
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The 1-based line of an offset, which must not lie before one asked for earlier.
  mutating func line(of offset: Int) -> Int {
    counted.line += bytes[counted.offset..<offset].count { $0 == Self.newline }
    counted.offset = offset
    return counted.line
  }

  mutating func next() -> Token? {
    skipSpaceAndComments()
    guard let byte = peek() else { return nil }
    let start = position
    let kind = take(byte)
    return Token(kind: kind, range: start..<position)
  }

  /// Takes the rest of the line of a backslash and returns the command's name.
  mutating func takeMetaCommand(from token: Token) -> String {
    position = token.range.lowerBound
    let line = text(position..<endOfLine)
    position = endOfLine
    return String(line.prefix { !$0.isWhitespace })
  }

  /// Takes the lines after this one up to `\.`, which is taken too.
  mutating func takeCopyData() -> String {
    position = min(bytes.count, endOfLine + 1)
    let start = position
    while position < bytes.count {
      let lineStart = position
      let line = bytes[position..<endOfLine]
      position = min(bytes.count, endOfLine + 1)
      if line.elementsEqual(Self.endOfData) || line.elementsEqual(Self.endOfData + [UInt8(ascii: "\r")]) {
        return text(start..<lineStart)
      }
    }
    return text(start..<bytes.count)
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let newline = UInt8(ascii: "\n")
  private static let endOfData = Array("\\.".utf8)

  private var endOfLine: Int { bytes[position...].firstIndex(of: Self.newline) ?? bytes.count }

  private func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  private mutating func take(_ byte: UInt8) -> Token.Kind {
    switch byte {
    case UInt8(ascii: ";"): return single(.semicolon)
    case UInt8(ascii: "("): return single(.open)
    case UInt8(ascii: ")"): return single(.close)
    case UInt8(ascii: "\\"): return single(.backslash)
    case UInt8(ascii: "'"), UInt8(ascii: "\""): skipQuoted(by: byte, escapes: false)
    case UInt8(ascii: "$"): skipDollarQuoted()
    case _ where Self.startsWord(byte): return takeWord()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      // Postgres reads `1a` as a number and a name, but never a dollar quote out of `1$a$`.
      while let next = peek(), Self.continuesWord(next) { position += 1 }
    default: position += 1
    }
    return .other
  }

  private mutating func single(_ kind: Token.Kind) -> Token.Kind {
    position += 1
    return kind
  }

  /// A word; `e'…'` is a string in which a backslash escapes.
  private mutating func takeWord() -> Token.Kind {
    let start = position
    while let next = peek(), Self.continuesWord(next) { position += 1 }
    let word = text(start..<position).lowercased()
    guard word == "e", peek() == UInt8(ascii: "'") else { return .word(word) }
    skipQuoted(by: UInt8(ascii: "'"), escapes: true)
    return .other
  }

  private static func startsWord(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func continuesWord(_ byte: UInt8) -> Bool {
    startsWord(byte) || byte == UInt8(ascii: "$") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

// MARK: - What is passed over

extension SQLScanner {
  private mutating func skipSpaceAndComments() {
    while let byte = peek() {
      switch (byte, peek(1)) {
      case (0x09...0x0D, _), (0x20, _): position += 1
      case (UInt8(ascii: "-"), UInt8(ascii: "-")): position = endOfLine
      case (UInt8(ascii: "/"), UInt8(ascii: "*")): skipComment()
      default: return
      }
    }
  }

  /// Comments nest in Postgres.
  private mutating func skipComment() {
    var depth = 0
    while let byte = peek() {
      switch (byte, peek(1)) {
      case (UInt8(ascii: "/"), UInt8(ascii: "*")): (depth, position) = (depth + 1, position + 2)
      case (UInt8(ascii: "*"), UInt8(ascii: "/")): (depth, position) = (depth - 1, position + 2)
      default: position += 1
      }
      if depth == 0 { return }
    }
  }

  /// A doubled quote stands for itself.
  private mutating func skipQuoted(by quote: UInt8, escapes: Bool) {
    position += 1
    while let byte = peek() {
      position += 1
      if byte == quote {
        guard peek() == quote else { return }
        position += 1
      } else if escapes, byte == UInt8(ascii: "\\") {
        position = min(bytes.count, position + 1)
      }
    }
  }

  /// `$tag$ … $tag$`; a lone dollar, as in `$1`, is passed over alone.
  private mutating func skipDollarQuoted() {
    var end = position + 1
    if end < bytes.count, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) {
      while end < bytes.count, bytes[end] != UInt8(ascii: "$"), Self.continuesWord(bytes[end]) { end += 1 }
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else {
      position += 1
      return
    }
    let tag = bytes[position...end]
    position = end + 1
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "$"), bytes[position...].starts(with: tag) {
        position += tag.count
        return
      }
      position += 1
    }
  }
}
