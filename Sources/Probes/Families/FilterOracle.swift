internal import PostgREST

/// Filters on a secret column that is not selected: whether a row comes back tells the value.
package enum FilterOracle: ProbeFamily {
  package static let name = "filter"
  package static let summary = "filters on secret columns without selecting them"
  package static let rationale = """
    `id=…&token=like.a*` answers one predicate a request, and a few hundred requests spell out the token. Postgres asks for \
    SELECT on a filtered column of a table, but a view or function that filters for the caller asks nobody.
    """

  package static func attacks(_ secret: Int, in context: ProbeContext) -> Bool {
    context.population.canBeCompared(secret)
  }

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.relations.flatMap { relation in
      context.secretColumns.columns(of: relation).flatMap { column in
        context.secretPredicates(about: column, of: relation).map { predicate in
          ProbeTemplate(
            context.surface.read(
              relation, select: context.visible(in: relation, beside: column),
              filters: [Filter(predicate.field, predicate.condition)]),
            items: [.column(relation.name, column.name)])
        }
      } + computed(in: relation, in: context)
    }
  }

  /// A view that computes a column of a secret may compute it of rows that it does not show, and quote them when it fails.
  private static func computed(in relation: ExposedRelation, in context: ProbeContext) -> [ProbeTemplate] {
    context.secretColumns.computed(in: relation).compactMap { column in
      guard let condition = condition(on: context.category(of: column, in: relation)) else { return nil }
      return ProbeTemplate(
        context.surface.read(
          relation, select: context.visible(in: relation, beside: column),
          filters: [Filter(Field(column.name), condition)]),
        items: [.column(relation.name, column.name)])
    }
  }

  /// Any comparison that makes Postgres compute the value.
  private static func condition(on category: Character?) -> Condition? {
    switch category {
    case "N": .gt("10")
    case "D": .gt("2000-01-01")
    case "B": .eq("true")
    case "S": .like("*")
    default: nil
    }
  }
}
