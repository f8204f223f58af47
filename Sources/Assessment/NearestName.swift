/// The name that somebody probably meant.
enum NearestName {
  /// The known name with the fewest edits to what was written, when these are fewer than half its length.
  static func of(_ written: String, among names: some Sequence<String>) -> String? {
    let nearest = names.map { (name: $0, edits: edits(from: written.lowercased(), to: $0.lowercased())) }
      .min { ($0.edits, $0.name) < ($1.edits, $1.name) }
    guard let nearest, nearest.edits * 2 < max(written.count, nearest.name.count) else { return nil }
    return nearest.name
  }

  /// Insertions, deletions and replacements of one character (Levenshtein, 1965).
  private static func edits(from a: String, to b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, character) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let replaced = diagonal + (character == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
