internal import PostgREST

/// The same questions inside `and`, `or` and `not`.
package enum LogicOracle: ProbeFamily {
  package static let name = "logic"
  package static let summary = "asks about secret columns inside and=(…), or=(…) and not"
  package static let rationale = """
    Logic trees are planned apart from plain filters. A gateway rule that blocks `token=eq.` does not see \
    `or=(token.eq.…,id.is.null)`; only the right to the column decides.
    """

  package static func attacks(_ secret: Int, on ground: Ground) -> Bool { ground.canBeCompared(secret) }

  package static func requests(on ground: Ground) -> [ProbeTemplate] {
    ground.relations.flatMap { relation in
      ground.secretColumns(in: relation).flatMap { column in
        ground.questions(about: column, of: relation, canaries: 1).prefix(1).flatMap { question in
          trees(question.field, question.condition).map { tree in
            ProbeTemplate(
              ground.read(
                relation, select: ground.visible(in: relation, beside: column),
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
