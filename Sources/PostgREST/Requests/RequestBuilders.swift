package import JSONText

/// The requests that probe families send, with only what differs from the plainest one to say.
extension Request {
  package static func read(
    _ relation: String, select: [SelectItem]? = nil, filters: [Filter] = [], logic: [LogicFilter] = [],
    order: [Ordering] = [], ranges: [RowRange] = [], prefer: Preferences = Preferences(), accept: String? = nil,
    profile: String? = nil, method: Method = .get
  ) -> Request {
    Request(
      method: method, resource: .relation(relation), profile: profile, select: select, filters: filters, logic: logic,
      order: order, ranges: ranges, preferences: prefer, accept: accept)
  }

  /// A call by GET, whose arguments stand in the query.
  package static func call(
    _ function: String, _ arguments: [Argument] = [], method: Method = .get, select: [SelectItem]? = nil,
    filters: [Filter] = [], prefer: Preferences = Preferences(), accept: String? = nil, profile: String? = nil
  ) -> Request {
    Request(
      method: method, resource: .routine(function), profile: profile, select: select, filters: filters,
      arguments: arguments, preferences: prefer, accept: accept)
  }

  /// A call by POST, whose arguments are the keys of a JSON object.
  package static func call(
    _ function: String, posting arguments: JSONValue, select: [SelectItem]? = nil, filters: [Filter] = [],
    prefer: Preferences = Preferences(), accept: String? = nil, profile: String? = nil
  ) -> Request {
    Request(
      method: .post, resource: .routine(function), profile: profile, select: select, filters: filters,
      preferences: prefer, accept: accept, payload: .json(arguments))
  }

  package static func insert(
    into relation: String, _ rows: JSONValue, select: [SelectItem]? = nil, columns: [String]? = nil,
    prefer: Preferences = Preferences(returning: .representation), profile: String? = nil
  ) -> Request {
    Request(
      method: .post, resource: .relation(relation), profile: profile, select: select, columns: columns,
      preferences: prefer, payload: .json(rows))
  }

  package static func upsert(
    into relation: String, _ rows: JSONValue, onConflict: [String]? = nil, select: [SelectItem]? = nil,
    prefer: Preferences = Preferences(resolution: .mergeDuplicates, returning: .representation), profile: String? = nil
  ) -> Request {
    Request(
      method: .post, resource: .relation(relation), profile: profile, select: select, onConflict: onConflict,
      preferences: prefer, payload: .json(rows))
  }

  package static func update(
    _ relation: String, set values: JSONValue, filters: [Filter] = [], logic: [LogicFilter] = [],
    select: [SelectItem]? = nil, prefer: Preferences = Preferences(returning: .representation), profile: String? = nil
  ) -> Request {
    Request(
      method: .patch, resource: .relation(relation), profile: profile, select: select, filters: filters, logic: logic,
      preferences: prefer, payload: .json(values))
  }

  package static func delete(
    from relation: String, filters: [Filter] = [], logic: [LogicFilter] = [], select: [SelectItem]? = nil,
    prefer: Preferences = Preferences(returning: .representation), profile: String? = nil
  ) -> Request {
    Request(
      method: .delete, resource: .relation(relation), profile: profile, select: select, filters: filters, logic: logic,
      preferences: prefer)
  }

  /// `GET /`: the OpenAPI document, or what `db-root-spec` answers.
  package static func root(accept: String? = nil, profile: String? = nil) -> Request {
    Request(method: .get, resource: .root, profile: profile, accept: accept)
  }

  /// `OPTIONS`: which methods a resource takes.
  package static func options(_ resource: Resource, profile: String? = nil) -> Request {
    Request(method: .options, resource: resource, profile: profile)
  }
}
