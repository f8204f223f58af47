/// The classes of characters by which Postgres tells tokens apart; every byte beyond ASCII belongs to a word.
extension UInt8 {
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let quote = UInt8(ascii: "'")
  static let doubleQuote = UInt8(ascii: "\"")
  static let dollar = UInt8(ascii: "$")
  static let backslash = UInt8(ascii: "\\")
  static let ampersand = UInt8(ascii: "&")
  static let point = UInt8(ascii: ".")
  static let plus = UInt8(ascii: "+")
  static let minus = UInt8(ascii: "-")
  static let underscore = UInt8(ascii: "_")
  static let e = UInt8(ascii: "e")

  var isSpace: Bool { (0x09...0x0D).contains(self) || self == 0x20 }
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  var startsWord: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == .underscore || self >= 0x80
  }
  var continuesWord: Bool { startsWord || isDigit || self == .dollar }

  var isOperator: Bool { isOnlyOperator || Self.signs.contains(self) }
  /// Whether no operator of SQL itself is made of it.
  var isOnlyOperator: Bool { Self.onlyOperators.contains(self) }

  private static let signs = Set("+-*/<>=".utf8)
  private static let onlyOperators = Set("~!@#%^&|`?".utf8)

  /// What it counts as a hexadecimal digit.
  var hexadecimalValue: UInt32? { Character(UnicodeScalar(self)).hexDigitValue.map(UInt32.init) }
}
