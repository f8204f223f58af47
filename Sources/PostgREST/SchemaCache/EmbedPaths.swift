internal import SQLText

/// One embed of a request: what it means and how it is written.
package struct EmbedStep: Hashable, Sendable {
  package var relationship: Relationship
  package var spelling: EmbedSpelling

  package init(relationship: Relationship, spelling: EmbedSpelling) {
    self.relationship = relationship
    self.spelling = spelling
  }
}

extension SchemaCache {
  /// The embeds worth asking for, outermost step first: every relationship that can be addressed, once, and deeper ones
  /// only where a step could show what no shallower request shows.
  ///
  /// A step behind a foreign key, a junction or a view adds nothing: its rows are those that a request starting at the
  /// step's own source reads, with the same rights. Only a function makes rows that no request starts from, and hands
  /// them to a function in turn; so a path goes on exactly from one computed relationship to another, whatever rights
  /// each declares, since a body may call what it likes. None is taken twice, so that loops end.
  ///
  /// - Parameter depth: the most steps of a path.
  package func embedPaths(depth: Int = 3) -> [[EmbedStep]] {
    let steps = zip(relationships, spellings()).compactMap { relationship, spelling in
      spelling.map { EmbedStep(relationship: relationship, spelling: $0) }
    }
    var paths = steps.map { [$0] }
    let computed = Dictionary(grouping: steps.filter { $0.relationship.function != nil }, by: \.relationship.source)
    var ends = paths.filter { $0[0].relationship.function != nil }
    for _ in 1..<max(depth, 1) {
      ends = ends.flatMap { path in Self.continuations(of: path, by: computed).map { path + [$0] } }
      paths += ends
    }
    return paths
  }

  private static func continuations(of path: [EmbedStep], by computed: [QualifiedName: [EmbedStep]]) -> [EmbedStep] {
    guard let first = path.first, let last = path.last else { return [] }
    // PostgREST looks the next source up by name in the schema of the request, wherever the rows came from.
    let origin = QualifiedName(first.relationship.source.schema, last.relationship.target.name)
    return (computed[origin] ?? []).filter { !path.contains($0) }
  }
}
