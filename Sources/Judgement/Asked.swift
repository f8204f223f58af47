package import PostgREST

/// What was asked where a finding was made: a request of the API, or SQL in a session of one's own.
package enum Asked: Hashable, Sendable {
  case http(HTTPRequest)
  case sql(String)

  /// As reports print it, with a method and a URL: SQL stands where the URL would.
  package var printed: HTTPRequest {
    switch self {
    case .http(let request): request
    case .sql(let text): HTTPRequest(method: "SQL", url: text)
    }
  }

  /// The request of the API; nil for SQL.
  package var http: HTTPRequest? {
    if case .http(let request) = self { request } else { nil }
  }
}
