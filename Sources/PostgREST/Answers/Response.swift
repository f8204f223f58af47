internal import JSONText

/// What PostgREST answers to one request.
package struct Response: Hashable, Sendable, Codable {
  package var status: Int
  /// PostgREST's or Postgres' code when the answer is an error.
  package var code: String?
  /// Names in lower case.
  package var headers: [Header]
  package var body: String

  package init(status: Int, code: String? = nil, headers: [Header] = [], body: String = "") {
    self.status = status
    self.code = code
    self.headers = headers
    self.body = body
  }

  /// The answer that says what was refused.
  package init(_ error: APIError, to method: String = "GET") {
    if error.code.isEmpty {
      self.init(
        status: error.status, headers: [Header("content-type", "text/plain; charset=utf-8")], body: error.message)
    } else {
      self.init(
        status: error.status, code: error.code,
        headers: [
          Header("content-type", MediaType.json.contentType),
          Header("proxy-status", "PostgREST; error=\(error.code)"),
        ] + error.headers, body: error.body.compact)
    }
    self = sent(to: method)
  }

  /// The answer as it leaves the web server, which sends no body to HEAD and none with these statuses.
  func sent(to method: String) -> Response {
    var sent = self
    if method == "HEAD" || status < 200 || status == 204 || status == 304 { sent.body = "" }
    // Seconds until PostgREST tries the database again: none, while it can reach it.
    if status == 503 { sent.headers.append(Header("retry-after", "0")) }
    return sent
  }
}
