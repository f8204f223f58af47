internal import SQLText

/// How a request names a relationship: `target` or `target!hint`.
package struct EmbedSpelling: Hashable, Sendable, CustomStringConvertible {
  package var target: String
  package var hint: String?

  package init(target: String, hint: String? = nil) {
    self.target = target
    self.hint = hint
  }

  /// As it stands in `select=`, before percent encoding.
  package var description: String {
    Self.written(target) + (hint.map { "!" + Self.written($0) } ?? "")
  }

  /// PostgREST's grammar takes letters, digits, spaces, `_`, `$` and `-` bare, everything else in double quotes.
  private static func written(_ name: String) -> String {
    let isBare = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || " _$-".contains($0) }
    if isBare, !name.contains("->"), name.first != " ", name.last != " " { return name }
    return "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

extension SchemaCache {
  /// For each relationship, in their order, the shortest spelling that means it alone; nil where there is none.
  package func spellings() -> [EmbedSpelling?] { relationships.map(spelling) }

  /// The shortest spelling that means this relationship and no other, or nil.
  ///
  /// The target's name comes first, alone or with a hint. The key's or column's name as a target, which is deprecated,
  /// is used only where nothing else resolves, as for the parent of a self-reference.
  package func spelling(of relationship: Relationship) -> EmbedSpelling? {
    // Requests look the origin up in their own schema: nothing is found from one schema into another.
    guard relationship.source.schema == relationship.lookupSchema, let target = relationship.names.first else {
      return nil
    }
    let plain = EmbedSpelling(target: target)
    if resolves(plain, to: relationship) { return plain }
    for hint in relationship.hints {
      let hinted = EmbedSpelling(target: target, hint: hint)
      if resolves(hinted, to: relationship) { return hinted }
    }
    return relationship.names.dropFirst().map { EmbedSpelling(target: $0) }.first { resolves($0, to: relationship) }
  }

  /// Whether the spelling means this relationship alone; equal ones cannot be told apart by any spelling.
  private func resolves(_ spelling: EmbedSpelling, to relationship: Relationship) -> Bool {
    guard relationship.answers(to: spelling.target, hint: spelling.hint) else { return false }
    let source = relationship.source
    return matches(origin: source.name.name, in: source.schema, target: spelling.target, hint: spelling.hint).count == 1
  }
}
