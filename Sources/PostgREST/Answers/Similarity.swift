internal import SQLText

/// Names by their likeness to a mistyped one, as the library does it from which PostgREST takes its hints: grams of three
/// letters, then of two, then the fifty best by edit distance.
struct Similarity {
  /// A name and how alike it is, from 0 to 1.
  struct Match: Hashable {
    var score: Double
    var name: String
  }

  private var names: [(key: String, name: String)] = []

  init(_ names: some Sequence<String>) {
    var seen: Set<String> = []
    for name in names where seen.insert(name.lowercased()).inserted { self.names.append((name.lowercased(), name)) }
  }

  /// The names at least that alike, the most alike first.
  func matches(_ word: String, atLeast minimum: Double = 0.33) -> [Match] {
    let key = word.lowercased()
    if let exact = names.first(where: { $0.key == key }) { return [Match(score: 1, name: exact.name)] }
    for size in [3, 2] {
      let found = matches(key, size: size).filter { $0.score >= minimum }
      if !found.isEmpty { return found }
    }
    return []
  }

  func best(_ word: String, atLeast minimum: Double = 0.33) -> String? { matches(word, atLeast: minimum).first?.name }

  private func matches(_ key: String, size: Int) -> [Match] {
    let query = Self.grams(key, size: size)
    let scored = names.enumerated().compactMap { index, entry -> (score: Double, index: Int)? in
      let grams = Self.grams(entry.key, size: size)
      let product = query.reduce(0) { $0 + $1.value * grams[$1.key, default: 0] }
      return product == 0 ? nil : (Double(product) / (Self.magnitude(query) * Self.magnitude(grams)), index)
    }
    let best = scored.sorted { $0.score == $1.score ? $0.index < $1.index : $0.score > $1.score }.prefix(50)
    let measured = best.enumerated().map { place, item in
      (place: place, match: Match(score: Self.likeness(key, names[item.index].key), name: names[item.index].name))
    }
    return measured.sorted { a, b in
      a.match.score == b.match.score ? a.place < b.place : a.match.score > b.match.score
    }.map(\.match)
  }

  private static func grams(_ text: String, size: Int) -> [String: Int] {
    let word = text.unicodeScalars.filter { scalar in
      scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar.properties.isWhitespace
        || scalar == ","
    }
    let scalars = ["-"] + Array(word) + ["-"]
    var counts: [String: Int] = [:]
    guard scalars.count >= size else { return counts }
    for start in 0...(scalars.count - size) {
      counts[String(String.UnicodeScalarView(scalars[start..<(start + size)])), default: 0] += 1
    }
    return counts
  }

  private static func magnitude(_ grams: [String: Int]) -> Double {
    Double(grams.values.reduce(0) { $0 + $1 * $1 }).squareRoot()
  }

  /// One less the edit distance over the longer length.
  private static func likeness(_ a: String, _ b: String) -> Double {
    let longer = max(a.unicodeScalars.count, b.unicodeScalars.count)
    return longer == 0 ? 1 : 1 - Double(EditDistance.between(a, b)) / Double(longer)
  }
}
