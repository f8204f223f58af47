internal import PostgREST

/// Every relation, all its columns.
package enum WholeRows: ProbeFamily {
  package static let name = "rows"
  package static let summary = "reads every relation whole"
  package static let rationale = """
    A grant on a relation is a grant on all its columns, and row security decides on rows: whoever may see the row that shows \
    a "Connected" badge sees the token beside it. Keep secrets in a table of their own without a policy, or grant columns.
    """
  package static let readsOn = true

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.relations.map { relation in
      ProbeTemplate(
        context.surface.read(relation),
        items: [.relation(relation.name)] + relation.columns.map { .column(relation.name, $0.name) })
    }
  }
}
