internal import PostgREST
internal import SQLText

/// Every relationship, embedded with all the columns of its target.
package enum Embeds: ProbeFamily {
  package static let name = "embed"
  package static let summary = "embeds the target of every relationship"
  package static let rationale = """
    A foreign key is a door: `select=id,secrets(*)` joins for the caller. Views inherit the keys of their tables, so an \
    owner's-rights view over private tables can be embedded where nobody looks for it. Use security_invoker views and keep \
    keys of secret tables out of exposed views.
    """

  /// All columns; where they are granted one by one, each suspect alone as well.
  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.embeds { spelling, _ in [SelectItem.embed(spelling.target, hint: spelling.hint)] }
      + context.surface.embeds { spelling, target in
        guard context.surface.hasColumnGrants(target) else { return [] }
        return context.secretColumns.columns(of: target).map { column in
          SelectItem.embed(spelling.target, hint: spelling.hint, [.column(Field(column.name))])
        }
      }
  }
}

extension Surface {
  /// One request a relationship that can be addressed and an item, by its shortest spelling.
  func embeds(_ items: (EmbedSpelling, ExposedRelation) -> [SelectItem]) -> [ProbeTemplate] {
    zip(cache.relationships, spellings).flatMap { relationship, spelling -> [ProbeTemplate] in
      guard let spelling, let source = cache.relations[relationship.source],
        let target = cache.relations[relationship.target]
      else { return [] }
      let visible = source.primaryKey.prefix(1).map { SelectItem.column(Field($0)) }
      return items(spelling, target).map { item in
        ProbeTemplate(read(source, select: visible + [item]), items: [.relationship(relationship)])
      }
    }
  }
}
