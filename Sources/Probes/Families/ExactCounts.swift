internal import PostgREST

/// Counts of rows that match a question about a secret.
package enum ExactCounts: ProbeFamily {
  package static let name = "count"
  package static let summary = "counts the rows that match a question about a secret"
  package static let rationale = """
    `Prefer: count=exact` puts the number of matching rows into Content-Range, for HEAD requests too: a predicate is answered \
    without a single row in the body.
    """

  package static func attacks(_ secret: Int, in context: ProbeContext) -> Bool {
    context.population.canBeCompared(secret)
  }

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.relations.flatMap { relation in
      [ProbeTemplate(counting(relation, [], in: context), items: [.relation(relation.name)])]
        + context.secretColumns.columns(of: relation).flatMap { column in
          context.secretPredicates(about: column, of: relation).map { predicate in
            ProbeTemplate(
              counting(relation, [Filter(predicate.field, predicate.condition)], in: context),
              items: [.column(relation.name, column.name)])
          }
        }
    }
  }

  private static func counting(_ relation: ExposedRelation, _ filters: [Filter], in context: ProbeContext) -> Request {
    context.surface.read(
      relation, select: relation.primaryKey.first.map { [.column(Field($0))] }, filters: filters,
      ranges: [RowRange(limit: 0)], prefer: Preferences(count: .exact))
  }
}
