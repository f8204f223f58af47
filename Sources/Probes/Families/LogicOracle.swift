internal import PostgREST

/// The same questions inside `and`, `or` and `not`.
package enum LogicOracle: ProbeFamily {
  package static let name = "logic"
  package static let summary = "asks about secret columns inside and=(…), or=(…) and not"
  package static let rationale = """
    Logic trees are planned apart from plain filters. A gateway rule that blocks `token=eq.` does not see \
    `or=(token.eq.…,id.is.null)`; only the right to the column decides.
    """

  package static func attacks(_ secret: Int, in context: ProbeContext) -> Bool {
    context.population.canBeCompared(secret)
  }

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.relations.flatMap { relation in
      context.secretColumns.columns(of: relation).flatMap { column in
        context.secretPredicates(about: column, of: relation, canaries: 1).prefix(1).flatMap { predicate in
          trees(predicate.field, predicate.condition).map { tree in
            ProbeTemplate(
              context.surface.read(
                relation, select: context.visible(in: relation, beside: column),
                logic: [LogicFilter(tree)]),
              items: [.column(relation.name, column.name)])
          }
        }
      }
    }
  }

  private static func trees(_ field: Field, _ condition: Condition) -> [LogicTree] {
    [
      .or([.condition(field, condition), .condition(field, .isNull)]),
      .group(.and, negated: true, [.condition(field, condition)]),
    ]
  }
}
