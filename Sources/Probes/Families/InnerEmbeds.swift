internal import PostgREST

/// Inner joins that show no column of the target: whether the parent's row comes back tells whether a child exists.
package enum InnerEmbeds: ProbeFamily {
  package static let name = "inner-embed"
  package static let summary = "asks through inner embeds whether a matching row exists"
  package static let rationale = """
    `select=id,secrets!inner()&secrets.token=like.a*` returns no column of the secret table and still answers. The target's \
    row security applies unless a view or function on the way reads with its owner's rights.
    """

  package static func attacks(_ secret: Int, in context: ProbeContext) -> Bool {
    context.population.canBeCompared(secret)
  }

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.embeds { spelling, _ in [SelectItem.embed(spelling.target, hint: spelling.hint, join: .inner, [])] }
      + filtered(in: context)
  }

  /// The inner embed filtered by a canary, wherever the target has a suspect column.
  private static func filtered(in context: ProbeContext) -> [ProbeTemplate] {
    let cache = context.surface.cache
    return zip(cache.relationships, context.surface.spellings).flatMap { relationship, spelling -> [ProbeTemplate] in
      guard let spelling, let target = cache.relations[relationship.target],
        let source = cache.relations[relationship.source]
      else { return [] }
      return context.secretColumns.columns(of: target).flatMap { column in
        context.secretPredicates(about: column, of: target, canaries: 1).prefix(1).map { predicate in
          ProbeTemplate(
            context.surface.read(
              source,
              select: [
                .column(Field(source.primaryKey.first ?? source.columns.first?.name ?? "*")),
                .embed(spelling.target, hint: spelling.hint, join: .inner, [.column(Field(column.name))]),
              ],
              filters: [Filter(predicate.field, predicate.condition, at: [spelling.target])]),
            items: [.relationship(relationship)])
        }
      }
    }
  }
}
