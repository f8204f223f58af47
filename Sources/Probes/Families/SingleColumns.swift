internal import PostgREST

/// Every relation, one column at a time.
package enum SingleColumns: ProbeFamily {
  package static let name = "columns"
  package static let summary = "reads every column alone"
  package static let rationale = """
    With column grants `select=*` is refused as a whole while `select=token` may succeed: a refusal of all columns says \
    nothing about each. Revoke SELECT on the table before granting single columns, and grant only the harmless ones.
    """

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.relations.flatMap { relation in
      relation.columns.map { column in
        ProbeTemplate(
          context.surface.read(relation, select: [.column(Field(column.name))]),
          items: [.column(relation.name, column.name)])
      }
    }
  }
}
