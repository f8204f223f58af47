internal import Probes

/// Every eight characters in a row that a value of a canary does not share with its fixed form, as they stand.
///
/// Stricter than the search for leaks: what two values share, or what may agree by chance, is no evidence, and is not to be
/// printed all the same.
struct SecretPieces: Sendable {
  struct Found {
    var range: Range<Int>
    /// Index into the run's canaries.
    var canary: Int
    /// What a placeholder says behind the canary's name: nothing for the whole value.
    var suffix: String
  }

  private struct Origin {
    var value: Int
    var offset: Int
  }

  private struct Value {
    var canary: Int
    var bytes: [UInt8]
  }

  private static let window = 8
  private var values: [Value] = []
  private var origins: [UInt64: Origin] = [:]

  init(_ canaries: [Canary], harmless: [String]) {
    var seen: Set<String> = []
    for (index, canary) in canaries.enumerated() {
      for value in canary.values where seen.insert(value).inserted { add(value, canary: index) }
    }
    for text in harmless {
      for (_, window) in Self.windows(of: Array(text.utf8)) { origins[window] = nil }
    }
  }

  private mutating func add(_ value: String, canary: Int) {
    let bytes = Array(value.utf8)
    let random = CanaryShape(of: value).randomBytes
    values.append(Value(canary: canary, bytes: bytes))
    for (start, window) in Self.windows(of: bytes) where random[start..<start + Self.window].allSatisfy(\.self) {
      if origins[window] == nil { origins[window] = Origin(value: values.count - 1, offset: start) }
    }
  }

  /// Each eight bytes in a row, with where they begin.
  private static func windows(of bytes: [UInt8]) -> [(start: Int, window: UInt64)] {
    var value: UInt64 = 0
    return bytes.enumerated().compactMap { index, byte in
      value = value << 8 | UInt64(byte)
      return index >= window - 1 ? (index - window + 1, value) : nil
    }
  }

  func found(in bytes: [UInt8]) -> [Found] {
    var found: [Found] = []
    var position = 0
    for (start, window) in Self.windows(of: bytes) where start >= position {
      guard let origin = origins[window] else { continue }
      let piece = grown(origin, at: start, in: bytes, notBefore: position)
      found.append(piece)
      position = piece.range.upperBound
    }
    return found
  }

  /// The piece as far as the text agrees with the value, both ways.
  private func grown(_ origin: Origin, at position: Int, in bytes: [UInt8], notBefore limit: Int) -> Found {
    let value = values[origin.value].bytes
    var (start, from) = (position, origin.offset)
    while start > limit, from > 0, bytes[start - 1] == value[from - 1] { (start, from) = (start - 1, from - 1) }
    var (end, to) = (position + Self.window, origin.offset + Self.window)
    while end < bytes.count, to < value.count, bytes[end] == value[to] { (end, to) = (end + 1, to + 1) }
    let suffix = to - from == value.count ? "" : from == 0 ? ":\(to)" : ":\(from + 1)-\(to)"
    return Found(range: start..<end, canary: values[origin.value].canary, suffix: suffix)
  }
}
