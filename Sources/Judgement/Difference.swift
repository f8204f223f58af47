/// What differs between the worlds' answers once what neither world can reproduce is taken out.
///
/// Each world was asked twice: a token that changes within one world (clock, random number, sequence) is masked at its place,
/// not with the whole answer.
package struct Difference: Hashable, Sendable {
  /// The first tokens that differ, of either world.
  package var first: String
  package var second: String
  /// How many places differ.
  package var places: Int

  /// - Parameters: the answers of each world, asked twice, in one text each.
  /// - Returns: nil when nothing differs that both worlds can reproduce.
  package init?(first: (String, String), second: (String, String)) {
    let a = (Self.tokens(first.0), Self.tokens(first.1))
    let b = (Self.tokens(second.0), Self.tokens(second.1))
    guard a.0.count == b.0.count, a.1.count == a.0.count, b.1.count == b.0.count else {
      if a.0 == a.1, b.0 == b.1 {
        self.init(firstDifferent(a.0, b.0), places: abs(a.0.count - b.0.count))
        return
      }
      // Answers of different form, of which one is new each time, as a fresh key is: what still compares is how they begin.
      guard let one = a.0.first, let other = b.0.first, one == a.1.first, other == b.1.first, one != other else {
        return nil
      }
      self.init((String(one), String(other)), places: 1)
      return
    }
    let places = a.0.indices.filter { a.0[$0] == a.1[$0] && b.0[$0] == b.1[$0] && a.0[$0] != b.0[$0] }
    guard let place = places.first else { return nil }
    self.init((String(a.0[place]), String(b.0[place])), places: places.count)
  }

  private init(_ pair: (String, String), places: Int) {
    first = pair.0
    second = pair.1
    self.places = max(1, places)
  }

  /// Runs of letters and digits, and everything between, so that a masked number leaves its neighbours comparable.
  private static func tokens(_ text: String) -> [Substring] {
    var tokens: [Substring] = []
    var start = text.startIndex
    var wasWord: Bool?
    for index in text.indices {
      let isWord = text[index].isLetter || text[index].isNumber
      if let wasWord, wasWord != isWord {
        tokens.append(text[start..<index])
        start = index
      }
      wasWord = isWord
    }
    if start < text.endIndex { tokens.append(text[start...]) }
    return tokens
  }
}

private func firstDifferent(_ a: [Substring], _ b: [Substring]) -> (String, String) {
  let place = zip(a, b).enumerated().first { $1.0 != $1.1 }?.offset ?? min(a.count, b.count)
  return (place < a.count ? String(a[place]) : "nothing", place < b.count ? String(b[place]) : "nothing")
}
