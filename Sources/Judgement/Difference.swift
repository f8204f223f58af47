/// What differs between the worlds' answers once what neither world can reproduce is taken out.
///
/// Each world was asked twice or more: a token that changes within one world (clock, random number, sequence) is masked at its place,
/// not with the whole answer.
package struct Difference: Hashable, Sendable {
  /// The first tokens that differ, of either world.
  package var first: String
  package var second: String
  /// How many places differ.
  package var places: Int

  /// - Parameters: the answers of each world, asked twice or more, in one text each.
  /// - Returns: nil when nothing differs that both worlds can reproduce.
  package init?(first: [String], second: [String]) {
    let a = first.map(Self.tokens)
    let b = second.map(Self.tokens)
    guard let one = a.first, let other = b.first else { return nil }
    guard (a + b).allSatisfy({ $0.count == one.count }) else {
      if a.allSatisfy({ $0 == one }), b.allSatisfy({ $0 == other }), one != other {
        self.init(firstDifferent(one, other), places: abs(one.count - other.count))
        return
      }
      // Answers of different form, of which one is new each time, as a fresh key is: what still compares is how they begin.
      guard let mine = one.first, let theirs = other.first, mine != theirs, a.allSatisfy({ $0.first == mine }),
        b.allSatisfy({ $0.first == theirs })
      else { return nil }
      self.init((text(mine), text(theirs)), places: 1)
      return
    }
    let places = one.indices.filter { place in
      one[place] != other[place] && a.allSatisfy { $0[place] == one[place] }
        && b.allSatisfy { $0[place] == other[place] }
    }
    guard let place = places.first else { return nil }
    self.init((text(one[place]), text(other[place])), places: places.count)
  }

  private init(_ pair: (String, String), places: Int) {
    first = pair.0
    second = pair.1
    self.places = max(1, places)
  }

  /// Runs of letters and digits, and everything between, so that a masked number leaves its neighbours comparable.
  private static func tokens(_ text: String) -> [ArraySlice<UInt8>] {
    let bytes = Array(text.utf8)
    var tokens: [ArraySlice<UInt8>] = []
    var start = 0
    for index in bytes.indices.dropFirst() where isWord(bytes[index]) != isWord(bytes[index - 1]) {
      tokens.append(bytes[start..<index])
      start = index
    }
    if start < bytes.count { tokens.append(bytes[start...]) }
    return tokens
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte >= 0x80
  }
}

private func firstDifferent(_ a: [ArraySlice<UInt8>], _ b: [ArraySlice<UInt8>]) -> (String, String) {
  let place = zip(a, b).enumerated().first { $1.0 != $1.1 }?.offset ?? min(a.count, b.count)
  return (place < a.count ? text(a[place]) : "nothing", place < b.count ? text(b[place]) : "nothing")
}

private func text(_ token: ArraySlice<UInt8>) -> String { String(decoding: token, as: UTF8.self) }
