package import Catalog
package import SQLText

/// A condition as `pg_get_expr` prints it: columns of its own row are bare, but in inner queries, where they are
/// qualified.
package struct SQLCondition: Hashable, Sendable {
  private let source: SQLSource
  private let kinds: [SQLToken.Kind]

  package init(_ text: String) {
    source = SQLSource(text)
    kinds = source.tokens.map(\.kind)
  }

  package var text: String { source.text }

  private func kind(_ index: Int) -> SQLToken.Kind? { kinds.indices.contains(index) ? kinds[index] : nil }

  private func isQualified(_ index: Int) -> Bool { kind(index - 1) == .punctuation(".") }

  /// Whether a name is a function's, a type's or one that the condition gives.
  private func isOther(_ index: Int) -> Bool {
    let givers: [SQLToken.Kind] = [.operator("::"), .punctuation(":"), .word("as")]
    return kind(index + 1) == .punctuation("(") || kind(index - 1).map(givers.contains) ?? false
  }

  /// The columns of the row itself that it names.
  package func columns(of relation: Relation) -> Set<String> {
    var found: Set<String> = []
    for index in kinds.indices {
      guard let name = kinds[index].name, !isOther(index) else { continue }
      if !isQualified(index) || kind(index - 2)?.name == relation.name.name.name { found.insert(name) }
    }
    return Set(relation.columns.map(\.name).filter { found.contains($0) || found.contains($0.lowercased()) })
  }

  /// Whether what it asks decides on these columns, whichever way it is met.
  package func decides(on columns: Set<String>, of relation: Relation) -> Bool {
    text.conjuncts.contains { part in
      part.disjuncts.allSatisfy { columns.isSubset(of: SQLCondition($0).columns(of: relation)) }
    }
  }

  /// Whether it names something through this table or alias.
  package func qualifies(with name: String) -> Bool {
    kinds.indices.contains { kinds[$0].name == name && isQualifier($0) }
  }

  /// Whether it stands before the point, and is not qualified itself.
  private func isQualifier(_ index: Int) -> Bool {
    kind(index + 1) == .punctuation(".") && !isQualified(index)
  }

  /// What stands in the place of a column: where it was bare, and where its table was named with it.
  package struct Substitute {
    package var bare: String
    package var qualified: String

    package init(bare: String, qualified: String) {
      (self.bare, self.qualified) = (bare, qualified)
    }
  }

  /// The same with other values in place of the row's own columns.
  package func substituting(_ values: [String: Substitute], of relation: Relation) -> String {
    source.replacing(
      kinds.indices.compactMap { index in
        guard let value = kinds[index].name.flatMap({ values[$0] }), !isOther(index) else { return nil }
        let range = source.tokens[index].range
        guard isQualified(index) else { return (range, value.bare) }
        guard kind(index - 2)?.name == relation.name.name.name else { return nil }
        return (source.tokens[index - 2].range.lowerBound..<range.upperBound, value.qualified)
      })
  }

  /// Whether it reads a relation in an inner query.
  package func reads(_ name: QualifiedName) -> Bool {
    kinds.indices.contains { index in
      guard kinds[index].name == name.name.name else { return false }
      let before = kind(index - (isQualified(index) ? 3 : 1))
      return before == .word("from") || before == .word("join")
    }
  }

  /// The same about rows that are called otherwise.
  package func renamed(from old: Identifier, to new: Identifier) -> String {
    source.replacing(
      kinds.indices.filter { kinds[$0].name == old.name && isQualifier($0) }.map {
        (source.tokens[$0].range, new.description)
      })
  }
}
