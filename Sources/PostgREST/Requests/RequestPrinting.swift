/// The request as it goes over the wire.
extension Request {
  /// The request as `curl` sends it.
  package var http: HTTPRequest {
    HTTPRequest(method: method.rawValue, url: url, headers: wireHeaders, body: payload?.bytes)
  }

  /// Path and query, percent-encoded in one canonical way; reading it gives the same request.
  package var url: String {
    let query = self.query
    return query.isEmpty ? path : path + "?" + query.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
  }

  package var path: String {
    switch resource {
    case .relation(let name): "/" + PercentEncoding.encoded(name)
    case .routine(let name): "/rpc/" + PercentEncoding.encoded(name)
    case .root: "/"
    }
  }

  var wireHeaders: [Header] {
    var list: [Header] = []
    if let profile { list.append(Header(Self.profileHeader(of: method.rawValue), profile)) }
    if let accept { list.append(Header("Accept", accept)) }
    if let range { list.append(Header("Range", range)) }
    if !preferences.text.isEmpty { list.append(Header("Prefer", preferences.text)) }
    if let type = payload?.contentType { list.append(Header("Content-Type", type)) }
    if !cookies.isEmpty {
      list.append(Header("Cookie", cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")))
    }
    return list + headers
  }

  /// The parameters, encoded, in the order in which PostgREST reads them.
  private var query: [(String, String)] {
    var query: [(String, String)] = []
    func add(_ key: String, _ value: String) {
      query.append(
        (PercentEncoding.encoded(key, keeping: Self.plain), PercentEncoding.encoded(value, keeping: Self.plain)))
    }
    if let select { add("select", Spelling.select(select)) }
    for argument in arguments { add(Spelling.key([], Field(argument.name)), argument.value) }
    for filter in filters { add(Spelling.key(filter.path, filter.field), Spelling.condition(filter.condition)) }
    for filter in logic {
      let (word, trees) = Self.logicParameter(filter.tree)
      add(Spelling.path(filter.path, word), Spelling.list(trees))
    }
    for ordering in order { add(Spelling.path(ordering.path, "order"), Spelling.order(ordering.terms)) }
    for range in ranges {
      if let limit = range.limit { add(Spelling.path(range.path, "limit"), String(limit)) }
      if let offset = range.offset { add(Spelling.path(range.path, "offset"), String(offset)) }
    }
    if let columns { add("columns", columns.map(Spelling.name).joined(separator: ",")) }
    if let onConflict { add("on_conflict", onConflict.map(Spelling.name).joined(separator: ",")) }
    return query
  }

  private static func logicParameter(_ tree: LogicTree) -> (word: String, trees: [LogicTree]) {
    guard case .group(let logic, let negated, let trees) = tree else { return ("and", [tree]) }
    return (negated ? "not.\(logic.rawValue)" : logic.rawValue, trees)
  }

  /// What stays readable in a query.
  private static let plain = "-_.~,()*:!$'"
}
