/// Takes the clock out of answers: moments later than the start of the run differ between worlds for no reason of a secret's.
package struct Timestamps: Sendable {
  /// `2026-11-20T23:59:16` in UTC.
  private let start: [UInt8]

  /// - Parameter start: the run's start in UTC, as in `2026-11-20T23:59:16`; anything longer is cut off.
  package init(runStartedAt start: String) { self.start = Array(start.utf8.prefix(19)) }

  /// The text with every moment since the start of the run written as the same one.
  package func masked(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count >= 19 else { return text }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      guard let length = momentLength(bytes, at: position), isRecent(bytes[position..<position + 19]) else {
        result.append(bytes[position])
        position += 1
        continue
      }
      result.append(contentsOf: Array("#now".utf8))
      position += length
    }
    return String(decoding: result, as: UTF8.self)
  }

  private func isRecent(_ moment: ArraySlice<UInt8>) -> Bool {
    for (a, b) in zip(moment, start) where a != b && !(a == 0x20 && b == 0x54) { return a > b }
    return true
  }

  /// The length of `yyyy-mm-dd hh:mm:ss[.ffffff]` at a place, or nil.
  private func momentLength(_ bytes: [UInt8], at start: Int) -> Int? {
    guard start + 19 <= bytes.count, Self.isDigit(bytes[start]), bytes[start + 4] == 0x2D, bytes[start + 13] == 0x3A
    else { return nil }
    for offset in 0..<19 {
      let byte = bytes[start + offset]
      switch offset {
      case 4, 7: guard byte == 0x2D else { return nil }
      case 10: guard byte == 0x54 || byte == 0x20 else { return nil }
      case 13, 16: guard byte == 0x3A else { return nil }
      default: guard Self.isDigit(byte) else { return nil }
      }
    }
    var end = start + 19
    if end < bytes.count, bytes[end] == 0x2E {
      end += 1
      while end < bytes.count, Self.isDigit(bytes[end]) { end += 1 }
    }
    return end - start
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
