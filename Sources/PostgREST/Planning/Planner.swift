internal import JSONText
internal import SQLText

/// From requests to statements: pure, and cheap enough to plan every probe.
package struct Planner: Sendable {
  package let cache: SchemaCache
  package let settings: APISettings
  package let facts: SessionFacts

  package init(cache: SchemaCache, settings: APISettings, facts: SessionFacts = SessionFacts()) {
    self.cache = cache
    self.settings = settings
    self.facts = facts
  }

  /// Reads and plans a request as it came over the wire.
  package func plan(_ http: HTTPRequest, by caller: Caller) throws(APIError) -> PreparedRequest {
    try plan(http, by: CallerPrelude(caller, facts: facts))
  }

  package func plan(_ http: HTTPRequest, by caller: CallerPrelude) throws(APIError) -> PreparedRequest {
    if http.isPreflight { return preflight(of: http) }
    try refuseBrokenToken(of: http)
    try refuseAnonymous(caller)
    let request = try Request(parsing: http, settings: settings)
    return try plan(request, sentAs: http, by: caller)
  }

  package func plan(_ request: Request, by caller: Caller) throws(APIError) -> PreparedRequest {
    try plan(request, by: CallerPrelude(caller, facts: facts))
  }

  /// Plans a typed request; callers that ask often keep their prelude.
  package func plan(_ request: Request, by caller: CallerPrelude) throws(APIError) -> PreparedRequest {
    try refuseAnonymous(caller)
    return try plan(request, sentAs: nil, by: caller)
  }

  /// In process a caller brings claims instead of a token; a token that is sent all the same must at least be one.
  private func refuseBrokenToken(of http: HTTPRequest) throws(APIError) {
    guard let header = http.headers[named: "Authorization"], header.prefix(6).lowercased() == "bearer" else { return }
    let token = header.dropFirst(6).filter { $0 != " " }
    if token.isEmpty { throw .token("Empty JWT is sent in Authorization header") }
    let parts = token.split(separator: ".", omittingEmptySubsequences: false).count
    if parts != 3 { throw .token("Expected 3 parts in JWT; got \(parts)") }
  }

  /// A browser's question before a request from another site, which is answered before PostgREST sees it.
  private func preflight(of http: HTTPRequest) -> PreparedRequest {
    let request = Request(method: .options, resource: .root)
    return options("", request, settings.schemas.first ?? "public")
  }

  /// A token is asked for before anything else is looked at.
  private func refuseAnonymous(_ caller: CallerPrelude) throws(APIError) {
    if !caller.hasClaims, settings.anonRole == nil { throw .anonymous }
  }

  private func plan(
    _ request: Request, sentAs http: HTTPRequest?, by caller: CallerPrelude
  ) throws(APIError) -> PreparedRequest {
    let request = heedingTimeZones(request)
    let schema = try schema(of: request)
    let window = try request.rootWindow()
    let payload = try request.readPayload()
    var prepared: PreparedRequest
    switch (request.resource, request.method) {
    case (.root, _) where settings.openAPIMode == .disabled: throw .openAPIDisabled
    case (.root, _) where settings.rootSpec != nil:
      prepared = try plan(call: settings.rootSpec?.name ?? schema, request, schema, window, payload)
    case (.root, .options): prepared = options("OPTIONS,GET,HEAD", request, schema)
    case (.root, _): prepared = try planDescription(request, schema)
    case (.relation(let name), .options):
      prepared = options(try relationMethods(QualifiedName(schema, Identifier(name))), request, schema)
    case (.relation(let name), _):
      prepared = try plan(relation: Identifier(name), request, schema, window, payload)
    case (.routine(let name), _): prepared = try plan(call: Identifier(name), request, schema, window, payload)
    }
    if prepared.transaction != nil { addPrelude(to: &prepared, sentAs: http, by: caller) }
    return prepared
  }

  private func schema(of request: Request) throws(APIError) -> Identifier {
    guard let profile = request.profile else { return settings.schemas.first ?? "public" }
    guard settings.schemas.contains(Identifier(profile)) else {
      throw .schema(profile, exposed: settings.schemas.map(\.name))
    }
    return Identifier(profile)
  }

  /// Before version 16 an unknown time zone is an unknown preference instead of an error of Postgres.
  private func heedingTimeZones(_ request: Request) -> Request {
    guard settings.version < .v16, let zone = request.preferences.timezone, let known = facts.timeZones,
      !known.contains(zone)
    else { return request }
    var copy = request
    copy.preferences.timezone = nil
    copy.preferences.unknown.append("timezone=\(zone)")
    return copy
  }

  func context(_ request: Request, root: QualifiedName) -> ReadContext {
    ReadContext(request: request, settings: settings, cache: cache, root: root)
  }

  func refuseUnknownPreferences(of request: Request) throws(APIError) {
    if request.preferences.handling == .strict, !request.preferences.unknown.isEmpty {
      throw .preferences(request.preferences.unknown)
    }
  }
}
