package import Probes

/// A canary, or eight characters or more of one, seen in a text.
package struct CanarySighting: Hashable, Sendable {
  /// Index into the run's canaries.
  package var canary: Int
  package var encoding: Encoding
  /// 0-based offset of the first matching byte, and how many bytes match.
  package var offset: Int
  package var length: Int
  /// Whether the whole form of the value was seen, not a part of it.
  package var isWhole: Bool
}

/// Looks for every canary in every encoding at once.
///
/// Each form of each value is cut into windows of eight bytes, folded to lower case; a text is read once, and every window
/// of it is looked up. A window that two different values share is form, not secret (`sk_live_`), and is left out.
package struct CanarySearch: Sendable {
  private struct Origin {
    var form: Int
    var offset: Int
  }
  private struct Form {
    var canary: Int
    var encoding: Encoding
    var bytes: [UInt8]
    /// Forms of one value, in whatever row or encoding, belong together.
    var value: Int
  }

  package static let window = 8
  private var forms: [Form] = []
  private var origins: [UInt64: Origin] = [:]
  private var filter = [UInt64](repeating: 0, count: 1 << 14)

  /// - Parameters:
  ///   - canaries: every canary is looked for with the values of both worlds and those it had while it was planted.
  ///   - digests: hexadecimal and base64 digests of a value, computed by the server.
  ///   - harmless: texts whose windows say nothing: names of columns, keys of tenants.
  package init(canaries: [Canary], digests: [String: [String]] = [:], harmless: [String] = []) {
    var values: [String: Int] = [:]
    for (index, canary) in canaries.enumerated() {
      for value in canary.values where values[value] == nil {
        values[value] = values.count
        add(value, number: values.count - 1, canary: index, digests: digests[value] ?? [])
      }
    }
    var shared: Set<UInt64> = []
    for text in harmless { Self.forEachWindow(of: Self.folded(text)) { window, _ in shared.insert(window) } }
    index(leavingOut: &shared)
  }

  private mutating func add(_ value: String, number: Int, canary: Int, digests: [String]) {
    var seen: Set<[UInt8]> = []
    let computed = Encoding.allCases.flatMap { encoding in encoding.forms(of: value).map { (encoding, $0) } }
    for (encoding, text) in computed + digests.map({ (Encoding.digest, $0) }) {
      let bytes = Self.folded(text)
      guard bytes.count >= Self.window, seen.insert(bytes).inserted else { continue }
      forms.append(Form(canary: canary, encoding: encoding, bytes: bytes, value: number))
    }
  }

  private mutating func index(leavingOut shared: inout Set<UInt64>) {
    for (number, form) in forms.enumerated() {
      Self.forEachWindow(of: form.bytes) { window, offset in
        if let known = origins[window], forms[known.form].value != form.value {
          shared.insert(window)
        } else if origins[window] == nil {
          origins[window] = Origin(form: number, offset: offset)
        }
      }
    }
    for window in shared { origins[window] = nil }
    for window in origins.keys { filter[Self.slot(window).word] |= Self.slot(window).bit }
  }

  /// Everything seen in a text, one sighting a canary and encoding.
  package func sightings(in text: String) -> [CanarySighting] {
    var text = text
    return text.withUTF8 { bytes in sightings(in: bytes) }
  }

  private func sightings(in bytes: UnsafeBufferPointer<UInt8>) -> [CanarySighting] {
    var found: [CanarySighting] = []
    var window: UInt64 = 0
    // What was read since the last match; a window must not reach back into it.
    var filled = 0
    var position = 0
    while position < bytes.count {
      window = window << 8 | UInt64(Self.fold(bytes[position]))
      filled += 1
      position += 1
      let slot = Self.slot(window)
      guard filled >= Self.window, filter[slot.word] & slot.bit != 0, let origin = origins[window] else { continue }
      let sighting = extend(origin, endingAt: position - 1, in: bytes)
      (position, filled) = (sighting.offset + sighting.length, 0)
      guard sighting.length >= sighting.encoding.shortestTelling else { continue }
      if !found.contains(where: { $0.canary == sighting.canary && $0.encoding == sighting.encoding }) {
        found.append(sighting)
      }
    }
    return found
  }

  /// Grows a window both ways as far as the text agrees with the form.
  private func extend(_ origin: Origin, endingAt end: Int, in bytes: UnsafeBufferPointer<UInt8>) -> CanarySighting {
    let form = forms[origin.form]
    var start = end - Self.window + 1
    var formStart = origin.offset
    while start > 0, formStart > 0, Self.fold(bytes[start - 1]) == form.bytes[formStart - 1] {
      start -= 1
      formStart -= 1
    }
    var length = end - start + 1
    while start + length < bytes.count, formStart + length < form.bytes.count,
      Self.fold(bytes[start + length]) == form.bytes[formStart + length]
    {
      length += 1
    }
    return CanarySighting(
      canary: form.canary, encoding: form.encoding, offset: start, length: length, isWhole: length == form.bytes.count)
  }

  private static func slot(_ window: UInt64) -> (word: Int, bit: UInt64) {
    let hash = (window &* 0x9E37_79B9_7F4A_7C15) >> 44
    return (Int(hash >> 6), 1 << (hash & 63))
  }

  private static func fold(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }
  private static func folded(_ text: String) -> [UInt8] { text.utf8.map(fold) }

  private static func forEachWindow(of bytes: [UInt8], _ body: (UInt64, Int) -> Void) {
    var value: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      value = value << 8 | UInt64(byte)
      if index >= window - 1 { body(value, index - window + 1) }
    }
  }
}

extension Encoding {
  /// The bytes that stand for eight characters of the value: fewer may agree by chance.
  fileprivate var shortestTelling: Int {
    switch self {
    case .plain, .reversed, .escaped, .percent: 8
    case .hexadecimal: 16
    case .base64, .base64url: 10
    case .digest: 16
    }
  }
}
