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
  ///
  /// The target's name comes first, alone or with a hint. The key's or column's name as a target, which is deprecated,
  /// is used only where nothing else resolves, as for the parent of a self-reference.
  package func spellings() -> [EmbedSpelling?] {
    var spellings: [EmbedSpelling?] = []
    spellings.reserveCapacity(relationships.count)
    var rest = relationships[...]
    while let first = rest.first {
      let group = rest.prefix { $0.source == first.source && $0.lookupSchema == first.lookupSchema }
      rest = rest[group.endIndex...]
      // Requests look the origin up in their own schema: nothing is found from one schema into another.
      let isReachable = first.source.schema == first.lookupSchema
      let names = isReachable ? AddressBook(group) : AddressBook([])
      spellings += group.map { isReachable ? names.spelling(of: $0) : nil }
    }
    return spellings
  }
}

/// The relationships of one lookup by the names they can be asked for, so that each spelling meets its rivals only.
private struct AddressBook {
  private var byName: [String: [Relationship]] = [:]

  init(_ relationships: ArraySlice<Relationship>) {
    for relationship in relationships {
      for name in relationship.names { byName[name, default: []].append(relationship) }
    }
  }

  func spelling(of relationship: Relationship) -> EmbedSpelling? {
    let target = relationship.function?.name.name ?? relationship.target.name.name
    let plain = EmbedSpelling(target: target)
    if resolves(plain, to: relationship) { return plain }
    let hinted = relationship.hints.map { EmbedSpelling(target: target, hint: $0) }
    let bare = relationship.names.map { EmbedSpelling(target: $0) }
    return hinted.first { resolves($0, to: relationship) } ?? bare.first { resolves($0, to: relationship) }
  }

  /// Whether the spelling means this relationship and no other; equal ones cannot be told apart by any spelling.
  private func resolves(_ spelling: EmbedSpelling, to relationship: Relationship) -> Bool {
    guard relationship.answers(to: spelling.target, hint: spelling.hint) else { return false }
    var matches = 0
    for rival in byName[spelling.target] ?? [] where rival.answers(to: spelling.target, hint: spelling.hint) {
      matches += 1
      if matches > 1 { return false }
    }
    return matches == 1
  }
}

extension Relationship {
  /// The targets that can mean this relationship, each once.
  fileprivate var names: [String] {
    if let function { return [function.name.name] }
    var names = [target.name.name]
    if !targetIsView || isSelf, columns.count == 1 { names.append(columns[0].source) }
    if !targetIsView, let constraint { names.append(constraint) }
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  /// The hints that can mean this relationship, the shortest first.
  ///
  /// A hint that starts with `inner` or `left` is read as a join type.
  fileprivate var hints: [String] {
    guard function == nil else { return [] }
    var hints = [constraint, junction?.relation.name.name].compactMap(\.self)
    if columns.count == 1 { hints += [columns[0].source, columns[0].target] }
    return hints.filter { !$0.hasPrefix("inner") && !$0.hasPrefix("left") }
      .sorted { ($0.count, $0) < ($1.count, $1) }
  }
}
