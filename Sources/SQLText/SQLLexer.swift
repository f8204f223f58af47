/// Reads SQL text token by token as Postgres does; white space and comments are passed over, and what is not SQL never fails.
package struct SQLLexer: Sequence, IteratorProtocol, Sendable {
  /// The text's UTF-8.
  package let bytes: [UInt8]
  /// Where the next token is looked for, in bytes.
  package var position = 0

  package init(_ text: String) {
    bytes = Array(text.utf8)
    if bytes.starts(with: Self.byteOrderMark) { position = Self.byteOrderMark.count }
  }

  package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  package mutating func next() -> SQLToken? {
    position = endOfSpace(from: position)
    guard let byte = peek() else { return nil }
    let start = position
    let kind = takeQuoted() ?? takePlain(byte)
    return SQLToken(kind: kind, range: start..<position)
  }

  /// The end of the line that a place is on.
  package func endOfLine(from place: Int) -> Int { bytes[place...].firstIndex(of: .newline) ?? bytes.count }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  func peek(_ distance: Int = 0) -> UInt8? { position + distance < bytes.count ? bytes[position + distance] : nil }

  /// Takes bytes for as long as they are of a kind.
  mutating func take(while holds: (UInt8) -> Bool) -> String {
    let start = position
    while let byte = peek(), holds(byte) { position += 1 }
    return text(start..<position)
  }
}

// MARK: - White space and comments

extension SQLLexer {
  func endOfSpace(from start: Int) -> Int {
    var end = start
    while end < bytes.count {
      if bytes[end].isSpace {
        end += 1
      } else if begins("--", at: end) {
        end = endOfLineComment(from: end)
      } else if begins("/*", at: end) {
        end = endOfComment(from: end)
      } else {
        break
      }
    }
    return end
  }

  /// A carriage return ends it too.
  func endOfLineComment(from start: Int) -> Int {
    bytes[start...].firstIndex { $0 == .newline || $0 == .carriageReturn } ?? bytes.count
  }

  /// Comments nest in Postgres.
  private func endOfComment(from start: Int) -> Int {
    var depth = 0
    var end = start
    while end < bytes.count {
      let isOpening = begins("/*", at: end)
      let isMark = isOpening || begins("*/", at: end)
      if isMark { depth += isOpening ? 1 : -1 }
      end += isMark ? 2 : 1
      if depth == 0 { break }
    }
    return end
  }

  func begins(_ mark: StaticString, at place: Int) -> Bool {
    mark.withUTF8Buffer { bytes[place...].starts(with: $0) }
  }
}

// MARK: - Words, numbers and marks

extension SQLLexer {
  private mutating func takePlain(_ byte: UInt8) -> SQLToken.Kind {
    if byte.startsWord { return .word(take { $0.continuesWord }.lowercased()) }
    if byte.isDigit || beginsFraction { return .number(takeNumber()) }
    if byte == .dollar, peek(1)?.isDigit == true {
      position += 1
      return .parameter(Int(take { $0.isDigit }) ?? .max)
    }
    if byte.isOperator { return .operator(takeOperator()) }
    for mark in [":=", "::"] as [StaticString] where begins(mark, at: position) { return .operator(take(2)) }
    return .punctuation(take(1))
  }

  /// The point of `.5`, not of `1..5`.
  private var beginsFraction: Bool {
    peek() == .point && peek(1)?.isDigit == true && (position == 0 || bytes[position - 1] != .point)
  }

  private mutating func take(_ count: Int) -> String {
    position += count
    return text((position - count)..<position)
  }

  /// Letters right behind a number are no word of their own; `1..9` is two numbers.
  private mutating func takeNumber() -> String {
    let start = position
    _ = take { $0.isDigit || $0 == .underscore }
    if peek() == .point, peek(1) != .point {
      position += 1
      _ = take { $0.isDigit || $0 == .underscore }
    }
    if let letter = peek(), letter | 0x20 == .e, let sign = peek(1), sign == .plus || sign == .minus,
      peek(2)?.isDigit == true
    {
      position += 2
    }
    if peek()?.startsWord == true || peek()?.isDigit == true { _ = take { $0.continuesWord } }
    return text(start..<position)
  }

  /// A comment ends an operator; a sign at its end is one of its own, but behind characters that SQL's own operators lack.
  private mutating func takeOperator() -> String {
    var end = position + 1
    while end < bytes.count, bytes[end].isOperator, !begins("--", at: end), !begins("/*", at: end) { end += 1 }
    while end - position > 1, [.plus, .minus].contains(bytes[end - 1]),
      !bytes[position..<(end - 1)].contains(where: \.isOnlyOperator)
    {
      end -= 1
    }
    return take(end - position)
  }
}
