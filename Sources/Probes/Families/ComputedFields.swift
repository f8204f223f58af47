internal import PostgREST

/// Functions of a row type, selected as if they were columns.
package enum ComputedFields: ProbeFamily {
  package static let name = "computed-field"
  package static let summary = "selects and filters by the functions that Postgres lets pose as columns"
  package static let rationale = """
    `select=summary` calls `summary(row)` when the relation has no such column and the search path has the function, even one \
    in a schema "without API endpoints". A SECURITY DEFINER one reads with its owner's rights; in a filter it runs before the \
    view's own condition unless the view is a security barrier, and its error quotes the hidden value.
    """

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.relations.flatMap { relation in
      context.surface.computedFields(of: relation).flatMap { field in
        requests(for: field, of: relation, in: context).map {
          ProbeTemplate($0, items: [.computedField(relation.name, field.name)])
        }
      }
    }
  }

  private static func requests(for field: ComputedField, of relation: ExposedRelation, in context: ProbeContext)
    -> [Request]
  {
    let selected = context.surface.read(relation, select: [.column(Field(field.name))])
    guard case .relation = field.reach, !field.isAggregate, !field.returnsSet else { return [selected] }
    let other = relation.columns.first.map { [SelectItem.column(Field($0.name))] }
    return [
      selected,
      context.surface.read(relation, select: other, filters: [Filter(Field(field.name), .gt("10"))]),
      context.surface.read(relation, select: other, order: [Ordering([OrderTerm(Field(field.name))])]),
    ]
  }
}
