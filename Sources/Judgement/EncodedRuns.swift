/// A stretch of a text that may be base64 or hexadecimal.
struct EncodedRun {
  var range: Range<Int>
  fileprivate var digits: [UInt8]

  /// What the stretch stands for: as hexadecimal where it is that, else as base64, cut at each of four places.
  var decoded: [[UInt8]] {
    // Postgres writes bytes as \x and digits.
    if let bytes = Self.hexadecimal(digits.first == 0x78 ? digits.dropFirst() : digits[...]) { return [bytes] }
    return isMixed ? (0..<4).map { Self.base64(digits.dropFirst($0)) } : []
  }

  /// Base64 of a text has capitals and small letters; names and UUIDs have not.
  private var isMixed: Bool {
    digits.contains { (0x41...0x5A).contains($0) } && digits.contains { (0x61...0x7A).contains($0) }
  }

  private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
    guard digits.count % 2 == 0, digits.allSatisfy({ $0.hexadecimalValue < 16 }) else { return nil }
    let values = digits.map(\.hexadecimalValue)
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }

  private static func base64(_ digits: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count)
    var bits: UInt32 = 0
    for (index, digit) in digits.enumerated() {
      bits = bits << 6 | UInt32(digit.base64Value)
      guard index % 4 == 3 else { continue }
      bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
      bytes.append(UInt8(truncatingIfNeeded: bits))
    }
    // The last group may be short.
    let left = digits.count % 4
    if left > 1 { bytes.append(UInt8(truncatingIfNeeded: bits >> (left == 2 ? 4 : 10))) }
    if left > 2 { bytes.append(UInt8(truncatingIfNeeded: bits >> 2)) }
    return bytes
  }
}

/// The stretches of a text that are long enough to hold an encoded value that is encoded again.
struct EncodedRuns: Sequence {
  private let bytes: UnsafeBufferPointer<UInt8>
  private static let shortest = 16

  init(in bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  func makeIterator() -> AnyIterator<EncodedRun> {
    var position = 0
    return AnyIterator {
      while position < bytes.count {
        guard bytes[position].base64Value < 64 else {
          position += 1
          continue
        }
        let run = run(from: position)
        position = run.range.upperBound
        if run.digits.count >= Self.shortest { return run }
      }
      return nil
    }
  }

  /// MIME breaks base64 into lines, which JSON writes as a backslash and a letter.
  private func run(from start: Int) -> EncodedRun {
    var digits: [UInt8] = []
    var end = start
    while end < bytes.count {
      if bytes[end] == 0x5C, end + 2 < bytes.count, bytes[end + 1] == 0x6E, bytes[end + 2].base64Value < 64 {
        end += 2
      } else if bytes[end] == 0x0A, end + 1 < bytes.count, bytes[end + 1].base64Value < 64 {
        end += 1
      } else if bytes[end].base64Value < 64 {
        digits.append(bytes[end])
        end += 1
      } else {
        break
      }
    }
    return EncodedRun(range: start..<end, digits: digits)
  }
}

extension UInt8 {
  /// 0 to 63 in either alphabet, 255 for what is no digit.
  fileprivate var base64Value: UInt8 {
    switch self {
    case 0x41...0x5A: self - 0x41
    case 0x61...0x7A: self - 0x61 + 26
    case 0x30...0x39: self - 0x30 + 52
    case 0x2B, 0x2D: 62
    case 0x2F, 0x5F: 63
    default: 255
    }
  }

  /// 0 to 15, 255 for what is no digit.
  fileprivate var hexadecimalValue: UInt8 {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: 255
    }
  }
}
