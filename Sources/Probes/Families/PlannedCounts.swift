internal import PostgREST

/// The planner's guess at how many rows match a question about a secret.
package enum PlannedCounts: ProbeFamily {
  package static let name = "planned-count"
  package static let summary = "asks for planned and estimated counts of rows that match a question about a secret"
  package static let rationale = """
    `Prefer: count=planned` returns the planner's estimate. Statistics are kept over all rows, and comparisons that are \
    leakproof use them whatever row security hides: the estimate for `token=eq.X` tells how often X occurs. Revoke SELECT on \
    the column; row security alone does not help.
    """

  package static func attacks(_ secret: Int, in context: ProbeContext) -> Bool {
    context.population.canBeCompared(secret)
  }

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.relations.flatMap { relation in
      context.secretColumns.columns(of: relation).flatMap { column in
        context.secretPredicates(about: column, of: relation, canaries: 1).prefix(2).map { predicate in
          ProbeTemplate(
            context.surface.read(
              relation, select: context.visible(in: relation, beside: column),
              filters: [Filter(predicate.field, predicate.condition)], ranges: [RowRange(limit: 1)],
              prefer: Preferences(count: .planned)),
            items: [.column(relation.name, column.name)])
        }
      }
    }
  }
}
