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
/// of it is looked up. A window that two different values share is form, not secret (`sk_live_`), and is left out. What was
/// seen counts when it holds enough of what is random in the value; what is fixed in it, a host say, stands elsewhere too.
package struct CanarySearch: Sendable {
  private struct Origin {
    var form: Int
    var offset: Int
  }
  private struct Form {
    var canary: Int
    var encoding: Encoding
    var bytes: [UInt8]
    /// For each byte, what of the value stands before it and through it.
    var counts: [(before: Count, through: Count)]
    /// Forms of one value, in whatever row or encoding, belong together.
    var value: Int
  }

  /// Random characters of a value, and those of them that are no digits.
  private struct Count {
    var random = 0
    var letters = 0

    func since(_ other: Count) -> Count { Count(random: random - other.random, letters: letters - other.letters) }
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
    let counted = Self.counts(in: value)
    let encodings = number < Self.mostEncoded ? Encoding.allCases : [.plain]
    let computed = encodings.flatMap { encoding in encoding.forms(of: value).map { (encoding, $0) } }
    for (encoding, form) in computed {
      let bytes = Self.folded(form.text)
      guard bytes.count >= Self.window, seen.insert(bytes).inserted else { continue }
      forms.append(
        Form(
          canary: canary, encoding: encoding, bytes: bytes,
          counts: form.origins.map { (before: counted[$0], through: counted[$0 + 1]) }, value: number))
    }
    for digest in digests {
      let bytes = Self.folded(digest)
      guard bytes.count >= Self.window, seen.insert(bytes).inserted else { continue }
      forms.append(
        Form(
          canary: canary, encoding: .digest, bytes: bytes,
          counts: bytes.indices.map { (Count(random: $0, letters: $0), Count(random: $0 + 1, letters: $0 + 1)) },
          value: number))
    }
  }

  /// Values that are looked for in every encoding; of thousands of rows the others are looked for as they are.
  package static let mostEncoded = 1_500

  /// What stands before each byte of a value, and at its end.
  private static func counts(in value: String) -> [Count] {
    let random = CanaryShape(of: value).randomBytes
    return value.utf8.enumerated().reduce(into: [Count()]) { counts, byte in
      var next = counts[counts.count - 1]
      if random.indices.contains(byte.offset), random[byte.offset] {
        next = Count(random: next.random + 1, letters: next.letters + (byte.element &- 0x30 < 10 ? 0 : 1))
      }
      counts.append(next)
    }
  }

  /// A value that is another's encoding is found as itself.
  private mutating func index(leavingOut shared: inout Set<UInt64>) {
    for (number, form) in forms.enumerated() {
      Self.forEachWindow(of: form.bytes) { window, offset in
        let known = origins[window].map { forms[$0.form] }
        if known == nil || known?.encoding != .plain && form.encoding == .plain && known?.value != form.value {
          origins[window] = Origin(form: number, offset: offset)
        } else if let known, known.value != form.value, known.encoding != .plain || form.encoding == .plain {
          shared.insert(window)
        }
      }
    }
    for window in shared { origins[window] = nil }
    for window in origins.keys { filter[Self.slot(window).word] |= Self.slot(window).bit }
  }

  /// Everything seen in a text, one sighting a canary and encoding.
  package func sightings(in text: String) -> [CanarySighting] {
    var text = text
    return text.withUTF8 { bytes in
      let direct = sightings(in: bytes)
      let seen = Set(direct.map(\.canary))
      return direct.merged(
        with: EncodedRuns(in: bytes).flatMap { nested(in: $0, depth: 1) }.filter { !seen.contains($0.canary) })
    }
  }

  /// Most encodings around one that is looked for itself.
  private static let deepest = 2

  /// What is seen once a run is decoded, at the run's own place.
  private func nested(in run: EncodedRun, depth: Int) -> [CanarySighting] {
    run.decoded.flatMap { decoded in
      decoded.withUnsafeBufferPointer { bytes in
        let deeper = depth < Self.deepest ? EncodedRuns(in: bytes).flatMap { nested(in: $0, depth: depth + 1) } : []
        return (sightings(in: bytes) + deeper).map { sighting in
          CanarySighting(
            canary: sighting.canary, encoding: .nested, offset: run.range.lowerBound, length: run.range.count,
            isWhole: sighting.isWhole)
        }
      }
    }
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
      let match = extend(origin, endingAt: position - 1, in: bytes)
      (position, filled) = (match.sighting.offset + match.sighting.length, 0)
      guard match.isTelling else { continue }
      found = found.merged(with: [match.sighting])
    }
    return found
  }

  /// Grows a window both ways as far as the text agrees with the form.
  private func extend(_ origin: Origin, endingAt end: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Match {
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
    let sighting = CanarySighting(
      canary: form.canary, encoding: form.encoding, offset: start, length: length, isWhole: length == form.bytes.count)
    let ends = (form.counts[formStart], form.counts[formStart + length - 1])
    // A reversed text counts from its end.
    let isReversed = ends.0.before.random > ends.1.before.random
    let count = isReversed ? ends.0.through.since(ends.1.before) : ends.1.through.since(ends.0.before)
    return Match(sighting: sighting, isTelling: Self.tells(count, sighting, in: form))
  }

  /// Digits stand everywhere, in counters, clocks and sizes: only as many as a token's eight characters are worth are evidence.
  private static func tells(_ count: Count, _ sighting: CanarySighting, in form: Form) -> Bool {
    if sighting.isWhole, form.bytes.contains(where: { $0 &- 0x30 >= 10 }), form.encoding == .plain { return true }
    guard count.letters > 0 || count.random >= fewestDigits else { return false }
    return sighting.isWhole || sighting.length >= form.encoding.shortestTelling && count.random >= fewestRandom
  }

  private struct Match {
    var sighting: CanarySighting
    var isTelling: Bool
  }

  /// Random characters of a value, fewer of which may agree by chance.
  private static let fewestRandom = 8
  /// Digits with the entropy of eight letters and digits.
  private static let fewestDigits = 14

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

extension [CanarySighting] {
  /// With those of a canary and encoding that were not seen before.
  fileprivate func merged(with others: [CanarySighting]) -> [CanarySighting] {
    others.reduce(into: self) { known, sighting in
      if !known.contains(where: { $0.canary == sighting.canary && $0.encoding == sighting.encoding }) {
        known.append(sighting)
      }
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
    case .nested: 8
    }
  }
}
