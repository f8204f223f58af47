internal import SQLText

/// From what goes over the wire to the typed request.
extension Request {
  /// Reads a request as PostgREST would, before it looks at the body.
  ///
  /// - Throws: PostgREST's refusal: an unknown path, method or schema, or a parameter that does not parse.
  package init(parsing http: HTTPRequest, settings: APISettings) throws(APIError) {
    let resource = try Self.resource(of: http.path, settings: settings)
    let profile = try Self.profile(of: http, exposed: settings.schemas.map(\.name))
    let method = try Self.method(http.method, on: resource)
    self.init(method: method, resource: resource, profile: profile)
    try read(QueryString(parsing: http.query), version: settings.version)
    let contentType = http.headers[named: "Content-Type"]
    // A body's type counts without a body too: it decides which overload is meant.
    let mayCarryBody = [.post, .patch, .put].contains(method)
    if http.body != nil || mayCarryBody && contentType != nil {
      payload = Payload(http.body ?? [], contentType: contentType)
    }
    readHeaders(of: http, settings: settings)
  }

  private static func resource(of path: Substring, settings: APISettings) throws(APIError) -> Resource {
    var segments = path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
      String(decoding: PercentEncoding.decoded(segment, plusAsSpace: false), as: UTF8.self)
    }
    if segments.first == "" { segments.removeFirst() }
    switch segments.count {
    case 0: return .root
    case 1 where segments[0].isEmpty: return .root
    case 1: return .relation(segments[0])
    case 2 where segments[0] == "rpc": return .routine(segments[1])
    default: throw .path
    }
  }

  private static func profile(of http: HTTPRequest, exposed: [String]) throws(APIError) -> String? {
    guard let profile = http.headers[named: profileHeader(of: http.method)] else { return nil }
    guard exposed.contains(profile) else { throw .schema(profile, exposed: exposed) }
    return profile
  }

  /// Writes name their schema in another header than reads.
  static func profileHeader(of method: String) -> String {
    ["POST", "PATCH", "PUT", "DELETE"].contains(method) ? "Content-Profile" : "Accept-Profile"
  }

  private static func method(_ name: String, on resource: Resource) throws(APIError) -> Method {
    let known = Method(rawValue: name)
    switch resource {
    case .routine:
      guard let known, [.get, .head, .post, .options].contains(known) else { throw .routineMethod(name) }
      return known
    case .root:
      guard let known, [.get, .head, .options].contains(known) else { throw .method(name) }
      return known
    case .relation:
      guard let known else { throw .method(name) }
      return known
    }
  }

  private mutating func readHeaders(of http: HTTPRequest, settings: APISettings) {
    preferences = Preferences(http.headers, settings: settings)
    accept = http.headers[named: "Accept"]
    range = http.headers[named: "Range"]
    cookies = [Request.Argument](cookie: http.headers[named: "Cookie"] ?? "")
    var placed: Set = ["prefer", "accept", "range", "cookie", Self.profileHeader(of: http.method).lowercased()]
    if payload != nil { placed.insert("content-type") }
    headers = http.headers.filter { !placed.contains($0.name.lowercased()) }
  }
}

extension [Request.Argument] {
  /// The pairs of a `Cookie` header.
  init(cookie text: String) {
    self = text.split(separator: ";").compactMap { pair in
      let name = pair.prefix { $0 != "=" }
      let value = pair[name.endIndex...].dropFirst()
      let trimmed = name.drop { $0 == " " }
      return trimmed.isEmpty ? nil : Request.Argument(String(trimmed), String(value))
    }
  }
}
