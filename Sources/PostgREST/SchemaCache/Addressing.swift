internal import SQLText

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

  /// Every target that it can answer to, each once; the target's own name first.
  var names: [String] {
    if let function { return [function.name.name] }
    var names = [target.name.name]
    func add(_ name: String?) {
      if let name, !names.contains(name) { names.append(name) }
    }
    if isSelf || !targetIsView { add(onlyColumn?.source) }
    if !targetIsView { add(constraint) }
    return names
  }

  /// The hints that it can answer to, the shortest first.
  ///
  /// A hint that starts with `inner` or `left` is read as a join type.
  var hints: [String] {
    guard function == nil else { return [] }
    let hints = [constraint, junction?.relation.name.name, onlyColumn?.source, onlyColumn?.target].compactMap(\.self)
    return hints.filter { !$0.hasPrefix("inner") && !$0.hasPrefix("left") }
      .sorted { ($0.count, $0) < ($1.count, $1) }
  }

  /// The columns of a foreign key of one column.
  private var onlyColumn: ColumnPair? { columns.count == 1 ? columns[0] : nil }
}
