internal import JSONText
internal import SQLText

/// What of a caller goes before each request, made once.
package struct CallerPrelude: Hashable, Sendable {
  package let caller: Caller
  let roleSettings: [Routine.Setting]
  let isolation: String?
  /// The claims as JSON text, the role among them.
  let claims: String
  let hasClaims: Bool

  package init(_ caller: Caller, facts: SessionFacts) {
    self.caller = caller
    roleSettings = facts.roleSettings[caller.role] ?? []
    isolation = facts.isolationLevels[caller.role]
    claims = (caller.claims ?? .object([])).setting("role", .string(caller.role)).sorted.compact
    hasClaims = caller.claims != nil
  }
}

extension JSONValue {
  /// Keys in order, as PostgREST writes what it has decoded.
  fileprivate var sorted: JSONValue {
    switch self {
    case .object(let members):
      var last: [String: JSONValue] = [:]
      for member in members { last[member.key] = member.value.sorted }
      return .object(last.keys.sortedAsText.compactMap { key in last[key].map { Member(key, $0) } })
    case .array(let values): return .array(values.map(\.sorted))
    default: return self
    }
  }
}

extension Planner {
  func addPrelude(to prepared: inout PreparedRequest, sentAs http: HTTPRequest?, by caller: CallerPrelude) {
    prepared.sentQuery = http?.query
    prepared.isAuthenticated = caller.caller.role != settings.anonRole
    guard var transaction = prepared.transaction else { return }
    let request = prepared.request
    // Settings of the role come before it is taken on: only the authenticator may hold SET on some of them.
    let path = ([prepared.schema] + settings.extraSearchPath).map(\.quoted).joined(separator: ", ")
    var list = [Routine.Setting("search_path", path)]
    list += caller.roleSettings
    list.append(Routine.Setting("role", caller.caller.role))
    list.append(Routine.Setting("request.jwt.claims", caller.claims))
    list.append(Routine.Setting("request.method", http?.method ?? request.method.rawValue))
    list.append(Routine.Setting("request.path", http.map { String($0.path) } ?? request.path))
    list.append(Routine.Setting("request.headers", headers(http?.headers ?? request.wireHeaders, caller)))
    let cookies = request.cookies + [Request.Argument](cookie: caller.caller.headers[named: "Cookie"] ?? "")
    list.append(Routine.Setting("request.cookies", Self.object(cookies.map { ($0.name, $0.value) })))
    if let zone = request.preferences.timezone { list.append(Routine.Setting("timezone", zone)) }
    list += transaction.settings
    list += settings.appSettings.sorted { $0.key < $1.key }.map { Routine.Setting("app.settings.\($0.key)", $0.value) }
    transaction.settings = list
    transaction.preRequest = settings.preRequest.map { "select \($0)()" }
    if transaction.isolation == "READ COMMITTED", let isolation = caller.isolation {
      transaction.isolation = isolation.uppercased()
    }
    prepared.transaction = transaction
  }

  /// Every header but the cookies, names in lower case; policies may read them.
  private func headers(_ sent: [Header], _ caller: CallerPrelude) -> String {
    var pairs = [("host", host)]
    if caller.hasClaims { pairs.append(("authorization", "Bearer <jwt>")) }
    for header in sent + caller.caller.headers where header.name.lowercased() != "cookie" {
      pairs.removeAll { $0.0 == header.name.lowercased() }
      pairs.append((header.name.lowercased(), header.value))
    }
    return Self.object(pairs)
  }

  private var host: String {
    guard let proxy = settings.openAPIServerProxy, let scheme = proxy.firstRange(of: "://") else {
      return "localhost:3000"
    }
    return String(proxy[scheme.upperBound...].prefix { $0 != "/" })
  }

  private static func object(_ pairs: [(String, String)]) -> String {
    JSONValue.object(pairs.map { .init($0.0, .string($0.1)) }).compact
  }
}
