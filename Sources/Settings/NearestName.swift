internal import SQLText

/// The name that somebody probably meant.
package enum NearestName {
  /// The candidate that takes the fewest edits, when that is few enough for a slip: a third of the letters, two at least.
  ///
  /// A plural or a missing underscore is one edit.
  package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
    let ranked = candidates.map { (name: $0, edits: EditDistance.between(name.lowercased(), $0.lowercased())) }
    let best = ranked.min { ($0.edits, $0.name) < ($1.edits, $1.name) }
    return best.flatMap { $0.edits <= max(2, name.count / 3) ? $0.name : nil }
  }
}
