package import JSONText
package import SQLText

/// Requests for what is exposed, each with the profile header that its schema needs.
extension Surface {
  /// The profile header that a request for this schema needs; nil for the first exposed one.
  package func profile(_ schema: Identifier) -> String? { schema == settings.schemas.first ? nil : schema.name }

  /// A read of an exposed relation.
  package func read(
    _ relation: ExposedRelation, select: [SelectItem]? = nil, filters: [Filter] = [], logic: [LogicFilter] = [],
    order: [Ordering] = [], ranges: [RowRange] = [], prefer: Preferences = Preferences(), accept: String? = nil
  ) -> Request {
    .read(
      relation.name.name.name, select: select, filters: filters, logic: logic, order: order, ranges: ranges,
      prefer: prefer, accept: accept, profile: profile(relation.name.schema))
  }

  /// A call by GET.
  package func call(_ routine: Routine, _ arguments: [Request.Argument]) -> Request {
    .call(routine.name.name.name, arguments, profile: profile(routine.name.schema))
  }

  /// A call by POST.
  package func call(_ routine: Routine, posting body: JSONValue) -> Request {
    .call(routine.name.name.name, posting: body, profile: profile(routine.name.schema))
  }

  /// The relation that a request for one of this name is about.
  package func relation(named name: String, of request: Request) -> QualifiedName {
    QualifiedName(schema(of: request), Identifier(name))
  }

  /// The schema that a request is about: that of its profile header, else the first exposed one.
  package func schema(of request: Request) -> Identifier {
    request.profile.map { Identifier($0) } ?? settings.schemas[0]
  }
}
