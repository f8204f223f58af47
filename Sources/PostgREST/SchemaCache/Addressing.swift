package import SQLText

extension SchemaCache {
  /// The relationships that `target!hint` can mean below an origin: none is PGRST200, several are PGRST201.
  ///
  /// PostgREST looks the origin up by name in the schema of the request, whatever schema the origin's rows came from.
  package func matches(origin: String, in schema: Identifier, target: String, hint: String?) -> [Relationship] {
    let source = QualifiedName(schema, Identifier(origin))
    return relationships(of: source, in: schema).filter { $0.answers(to: target, hint: hint) }
  }
}

extension Relationship {
  /// Whether an embed of this target and hint can mean this relationship.
  package func answers(to name: String, hint: String?) -> Bool {
    if let function { return name == function.name.name }
    if isSelf { return answersToSelf(name, hint: hint) }
    guard let hint else {
      // A view is not found by its columns and constraints: https://github.com/PostgREST/postgrest/issues/2277
      return name == target.name.name || !targetIsView && (name == constraint || name == onlyColumn?.source)
    }
    return name == target.name.name
      && (hint == constraint || hint == onlyColumn?.source || hint == onlyColumn?.target
        || hint == junction?.relation.name.name)
  }

  /// One key onto its own table is two relationships: the table's name means the children, the column's the parent.
  private func answersToSelf(_ name: String, hint: String?) -> Bool {
    switch (cardinality, hint) {
    case (.oneToMany, nil): name == target.name.name
    case (.oneToMany, let hint?): name == target.name.name && hint == onlyColumn?.target
    case (.manyToOne, nil): name == onlyColumn?.source
    default: false
    }
  }

  /// The columns of a foreign key of one column.
  private var onlyColumn: ColumnPair? { columns.count == 1 ? columns[0] : nil }
}
