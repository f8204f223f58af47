internal import PostgREST

/// Rows sorted by a secret column that is not selected.
package enum OrderOracle: ProbeFamily {
  package static let name = "order"
  package static let summary = "sorts by secret columns without selecting them"
  package static let rationale = """
    The order of the rows is a comparison of their secrets, and inserting rows of one's own turns comparisons into values. \
    The second world holds the values in reverse, so that an order which depends on them cannot stay the same.
    """

  /// An order tells nothing where the worlds cannot hold the values in another one.
  package static func attacks(_ secret: Int, in context: ProbeContext) -> Bool {
    guard context.population.canBeOrdered(secret) else { return false }
    let place = context.population.canaries.first { $0.secret == secret && !$0.isName }?.place
    let own = context.population.canaries.filter { $0.secret == secret && $0.movedTo == nil && $0.place == place }
    func order(_ value: (Canary) -> String) -> [Int] {
      own.indices.sorted { (value(own[$0]), $0) < (value(own[$1]), $1) }
    }
    return order(\.first) != order(\.second)
  }

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.relations.flatMap { relation in
      context.secretColumns.columns(of: relation).flatMap { column in
        [OrderTerm.Direction.asc, .desc].map { direction in
          ProbeTemplate(
            context.surface.read(
              relation, select: context.visible(in: relation, beside: column),
              order: [Ordering([OrderTerm(context.place(in: column, of: relation), direction)])]),
            items: [.column(relation.name, column.name)])
        }
      }
    }
  }
}
