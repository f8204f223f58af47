/// What PostgREST answers to one request.
package struct Response: Hashable, Sendable {
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
}
