internal import PostgREST

/// The query plan itself, where the settings let clients see it.
package enum QueryPlans: ProbeFamily {
  package static let name = "plan"
  package static let summary = "asks for the query plans of questions about secrets, where plans are enabled"
  package static let rationale = """
    With `db-plan-enabled`, `Accept: application/vnd.pgrst.plan+json` returns EXPLAIN: rows and costs estimated from all rows, \
    the policies' own expressions, and with `options=analyze` the number of rows that row security removed. Enable it for \
    debugging only.
    """
  private static let media = "application/vnd.pgrst.plan+json"

  package static func attacks(_ secret: Int, in context: ProbeContext) -> Bool {
    context.population.canBeCompared(secret)
  }

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    guard context.surface.settings.plan else { return [] }
    return context.surface.relations.flatMap { relation in
      context.secretColumns.columns(of: relation).flatMap { column in
        context.secretPredicates(about: column, of: relation, canaries: 1).prefix(2).map { predicate in
          ProbeTemplate(
            context.surface.read(
              relation, select: context.visible(in: relation, beside: column),
              filters: [Filter(predicate.field, predicate.condition)], accept: media),
            items: [.column(relation.name, column.name)])
        }
      } + [ProbeTemplate(context.surface.read(relation, accept: media), items: [.relation(relation.name)])]
    }
  }
}
