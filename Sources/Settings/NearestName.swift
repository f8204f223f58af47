/// The name that somebody probably meant.
package enum NearestName {
  /// The candidate that takes the fewest edits, when that is few enough for a slip: a third of the letters, two at least.
  package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
    let ranked = candidates.map { (name: $0, edits: edits(from: name.lowercased(), to: $0.lowercased())) }
    let best = ranked.min { ($0.edits, $0.name) < ($1.edits, $1.name) }
    return best.flatMap { $0.edits <= max(2, name.count / 3) ? $0.name : nil }
  }

  /// Levenshtein's distance; a plural or a missing underscore is one edit.
  private static func edits(from a: String, to b: String) -> Int {
    let target = Array(b)
    var row = Array(0...target.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in target.indices {
        let substituted = diagonal + (letter == target[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[target.count]
  }
}
