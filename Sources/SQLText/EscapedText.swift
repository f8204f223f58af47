/// Undoes the escapes of `E'…'` and `U&'…'`.
struct EscapedText {
  private var rest: ArraySlice<UInt8>
  private var undone: [UInt8] = []
  /// The first half of a pair that stands for one character.
  private var highSurrogate: UInt32?

  private init(_ body: [UInt8]) { rest = body[...] }

  /// The content of `E'…'`.
  static func undoing(_ body: [UInt8]) -> String {
    var text = EscapedText(body)
    while let byte = text.rest.popFirst() {
      if byte == .backslash, let letter = text.rest.popFirst() { text.escape(letter) } else { text.append(byte) }
    }
    return String(decoding: text.undone, as: UTF8.self)
  }

  /// The content of `U&'…'` and `U&"…"`.
  static func undoing(unicode body: [UInt8], escape: UInt8) -> String {
    var text = EscapedText(body)
    while let byte = text.rest.popFirst() {
      if byte == escape, let code = text.takeUnicode(escape) { text.append(code) } else { text.append(byte) }
    }
    return String(decoding: text.undone, as: UTF8.self)
  }

  private static let controls: [UInt8: UInt8] = [
    UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
  ]

  private mutating func escape(_ letter: UInt8) {
    switch letter {
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      rest = [letter] + rest
      append(UInt8(truncatingIfNeeded: takeNumber(radix: 8, digits: 1...3) ?? 0))
    case UInt8(ascii: "x"):
      takeNumber(radix: 16, digits: 1...2).map { append(UInt8(truncatingIfNeeded: $0)) } ?? append(letter)
    case UInt8(ascii: "u"): takeNumber(radix: 16, digits: 4...4).map { append($0) } ?? append(letter)
    case UInt8(ascii: "U"): takeNumber(radix: 16, digits: 8...8).map { append($0) } ?? append(letter)
    default: append(Self.controls[letter] ?? letter)
    }
  }

  /// What follows the escape character: itself, four digits, or six behind a plus.
  private mutating func takeUnicode(_ escape: UInt8) -> UInt32? {
    if rest.first == escape {
      rest.removeFirst()
      return UInt32(escape)
    }
    guard rest.first == .plus else { return takeNumber(radix: 16, digits: 4...4) }
    let all = rest
    rest.removeFirst()
    guard let code = takeNumber(radix: 16, digits: 6...6) else {
      rest = all
      return nil
    }
    return code
  }

  /// As many digits as there are, within a range; nothing is taken where they are too few.
  private mutating func takeNumber(radix: UInt32, digits: ClosedRange<Int>) -> UInt32? {
    let values = rest.prefix(digits.upperBound).lazy.map { $0.hexadecimalValue ?? radix }.prefix { $0 < radix }
    guard values.count >= digits.lowerBound else { return nil }
    rest.removeFirst(values.count)
    return values.reduce(0) { $0 &* radix &+ $1 }
  }

  private mutating func append(_ byte: UInt8) {
    undone.append(byte)
    highSurrogate = nil
  }

  private mutating func append(_ code: UInt32) {
    if let high = highSurrogate, (0xDC00...0xDFFF).contains(code) {
      highSurrogate = nil
      append(0x10000 + (high - 0xD800) << 10 + (code - 0xDC00))
    } else if (0xD800...0xDBFF).contains(code) {
      highSurrogate = code
    } else {
      undone += String(Character(UnicodeScalar(code) ?? "\u{FFFD}")).utf8
    }
  }
}
