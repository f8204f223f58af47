/// Levenshtein's distance.
package enum EditDistance {
  /// How many Unicode scalars must be inserted, removed or substituted to make one text of the other.
  package static func between(_ a: String, _ b: String) -> Int {
    let target = Array(b.unicodeScalars)
    var row = Array(0...target.count)
    for (i, scalar) in a.unicodeScalars.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in target.indices {
        let substituted = diagonal + (scalar == target[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[target.count]
  }
}
