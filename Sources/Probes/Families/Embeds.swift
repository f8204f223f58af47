internal import PostgREST

/// Every relationship, embedded with all the columns of its target.
package enum Embeds: ProbeFamily {
  package static let name = "embed"
  package static let summary = "embeds the target of every relationship"
  package static let rationale = """
    A foreign key is a door: `select=id,secrets(*)` joins for the caller. Views inherit the keys of their tables, so an \
    owner's-rights view over private tables can be embedded where nobody looks for it. Use security_invoker views and keep \
    keys of secret tables out of exposed views.
    """

  package static func requests(on ground: Ground) -> [Draft] {
    ground.embeds { SelectItem.embed($0.target, hint: $0.hint) }
  }
}

extension Ground {
  /// One request a relationship that can be addressed, by its shortest spelling.
  func embeds(_ item: (Spelling) -> SelectItem) -> [Draft] {
    cache.relationships.indices.compactMap { index in
      let relationship = cache.relationships[index]
      guard let spelling = spelling(of: relationship), let source = cache.relations[relationship.source] else {
        return nil
      }
      let visible = source.primaryKey.isEmpty ? [] : [SelectItem.column(Field(source.primaryKey[0]))]
      return Draft(
        read(source, select: visible + [item(spelling)]),
        items: [.relationship(index)])
    }
  }
}
