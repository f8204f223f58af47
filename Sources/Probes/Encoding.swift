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
  case nested = "an encoding inside another"

  /// A value's form in an encoding, with where each byte comes from.
  package struct Form: Hashable, Sendable {
    package var text: String
    /// For each byte of the text the byte of the value that it stands for.
    package var origins: [Int]

    /// A text of which every byte stands for itself.
    package init(_ text: String) { self.init(text, Array(text.utf8.indices.enumerated().map(\.offset))) }

    fileprivate init(_ text: String, _ origins: [Int]) {
      self.text = text
      self.origins = origins
    }

    /// Byte for byte, each written as some text.
    fileprivate init(_ value: String, _ spelling: (UInt8) -> String) {
      let spelled = value.utf8.map(spelling)
      self.init(spelled.joined(), spelled.enumerated().flatMap { place, text in text.utf8.map { _ in place } })
    }
  }

  /// The forms of a value that can be computed here; digests are asked of the server, and what is nested is decoded.
  ///
  /// Base64 has three forms, since what stands before the value in a longer text shifts its bits by 0, 2 or 4.
  package func forms(of value: String) -> [Form] {
    switch self {
    case .plain: [Form(value)]
    case .reversed: [Form(String(value.reversed()), (0..<value.utf8.count).reversed())]
    case .hexadecimal: [Form(value, Self.hex)]
    case .base64: (0..<3).map { Self.base64(value, shiftedBy: $0, alphabet: Self.standardAlphabet) }
    case .base64url: (0..<3).map { Self.base64(value, shiftedBy: $0, alphabet: Self.urlAlphabet) }
    case .percent:
      [Form(value) { Self.isUnreserved($0) ? String(UnicodeScalar($0)) : "%" + Self.hex($0).uppercased() }]
    case .escaped:
      [
        Form(
          String(value.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }),
          value.utf8.enumerated().flatMap { place, byte in byte == 0x22 || byte == 0x5C ? [place, place] : [place] })
      ]
    case .digest, .nested: []
    }
  }

  /// Base64 of a whole text, padded.
  static func base64(of text: String) -> String {
    let missing = (3 - text.utf8.count % 3) % 3
    let padded = base64(text + String(repeating: "\0", count: missing), shiftedBy: 0, alphabet: standardAlphabet)
    return padded.text.dropLast(missing) + String(repeating: "=", count: missing)
  }

  private static let standardAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// The characters that depend on the value alone, whatever surrounds it.
  private static func base64(_ value: String, shiftedBy shift: Int, alphabet: [UInt8]) -> Form {
    let bytes = Array(repeating: UInt8(0), count: shift) + Array(value.utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count - bytes.count % 3, by: 3) {
      let bits = UInt32(bytes[start]) << 16 | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2])
      text += [18, 12, 6, 0].map { alphabet[Int(bits >> $0 & 63)] }
    }
    let lead = shift == 0 ? 0 : shift + 1
    return Form(
      String(decoding: text.dropFirst(lead), as: UTF8.self),
      text.indices.dropFirst(lead).map { min(max($0 * 3 / 4 - shift, 0), value.utf8.count - 1) })
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
