/// A form in which a value may leave the database.
package enum Encoding: String, Hashable, Sendable, CaseIterable {
  case plain = "plain text"
  case reversed = "reversed text"
  case hexadecimal = "hexadecimal"
  case base64 = "base64"
  case base64url = "base64url"
  case percent = "URL encoding"
  case escaped = "JSON-escaped text"
  case digest = "an unsalted digest"

  /// The forms of a value that can be computed here; digests are asked of the server.
  ///
  /// Base64 has three forms, since what stands before the value in a longer text shifts its bits by 0, 2 or 4.
  package func forms(of value: String) -> [String] {
    switch self {
    case .plain: [value]
    case .reversed: [String(value.reversed())]
    case .hexadecimal: [value.utf8.map(Self.hex).joined()]
    case .base64: (0..<3).map { Self.base64(value, shiftedBy: $0, alphabet: Self.standardAlphabet) }
    case .base64url: (0..<3).map { Self.base64(value, shiftedBy: $0, alphabet: Self.urlAlphabet) }
    case .percent:
      [value.utf8.map { Self.isUnreserved($0) ? String(UnicodeScalar($0)) : "%" + Self.hex($0).uppercased() }.joined()]
    case .escaped: [String(value.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" })]
    case .digest: []
    }
  }

  /// Base64 of a whole text, padded.
  static func base64(of text: String) -> String {
    let missing = (3 - text.utf8.count % 3) % 3
    let padded = base64(text + String(repeating: "\0", count: missing), shiftedBy: 0, alphabet: standardAlphabet)
    return padded.dropLast(missing) + String(repeating: "=", count: missing)
  }

  private static let standardAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// The characters that depend on the value alone, whatever surrounds it.
  private static func base64(_ value: String, shiftedBy shift: Int, alphabet: [UInt8]) -> String {
    let bytes = Array(repeating: UInt8(0), count: shift) + Array(value.utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count - bytes.count % 3, by: 3) {
      let bits = UInt32(bytes[start]) << 16 | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2])
      text += [18, 12, 6, 0].map { alphabet[Int(bits >> $0 & 63)] }
    }
    return String(decoding: text.dropFirst(shift == 0 ? 0 : shift + 1), as: UTF8.self)
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = Array("0123456789abcdef")
    return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    let character = Character(UnicodeScalar(byte))
    return character.isASCII && (character.isLetter || character.isNumber || "-._~".contains(character))
  }
}
