package import PostgREST
internal import SQLText

/// How a request names one relationship: `target!hint`.
package struct Spelling: Hashable, Sendable {
  package var target: String
  package var hint: String?

  package var text: String { target + (hint.map { "!" + $0 } ?? "") }
}

extension Ground {
  /// The shortest spelling that PostgREST resolves to this relationship and no other, or nil where it has none.
  package func spelling(of relationship: Relationship) -> Spelling? {
    let origin = relationship.source
    return candidates(for: relationship).first { spelling in
      cache.matches(origin: origin.name.name, in: origin.schema, target: spelling.target, hint: spelling.hint) == [
        relationship
      ]
    }
  }

  private func candidates(for relationship: Relationship) -> [Spelling] {
    if let function = relationship.function { return [Spelling(target: function.name.name)] }
    let target = relationship.target.name.name
    let pair = relationship.columns.count == 1 ? relationship.columns.first : nil
    let hints = [relationship.constraint, relationship.junction?.relation.name.name, pair?.source, pair?.target]
      .compactMap(\.self)
    let bare = [target, relationship.constraint, pair?.source].compactMap(\.self)
    return bare.map { Spelling(target: $0) } + hints.map { Spelling(target: target, hint: $0) }
  }

  /// Functions that a client can name as columns of a relation, where no real column of that name hides them.
  package func computedFields(of relation: ExposedRelation) -> [ComputedField] {
    cache.computedFields.filter { field in
      guard relation.column(field.name) == nil else { return false }
      return switch field.reach {
      case .relation(let name): name == relation.name
      case .anyRelation: true
      }
    }
  }
}
