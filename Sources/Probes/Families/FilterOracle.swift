internal import PostgREST

/// Filters on a secret column that is not selected: whether a row comes back tells the value.
package enum FilterOracle: ProbeFamily {
  package static let name = "filter"
  package static let summary = "filters on secret columns without selecting them"
  package static let rationale = """
    `id=…&token=like.a*` answers one question a request, and a few hundred requests spell out the token. Postgres asks for \
    SELECT on a filtered column of a table, but a view or function that filters for the caller asks nobody.
    """

  package static func requests(on ground: Ground) -> [Draft] {
    ground.relations.flatMap { relation in
      ground.suspects(in: relation).flatMap { column in
        ground.questions(about: column, of: relation).map { question in
          Draft(
            ground.read(
              relation, select: ground.visible(in: relation, beside: column),
              filters: [Filter(question.field, question.condition)]),
            items: [.column(relation.name, column.name)])
        }
      }
    }
  }
}
