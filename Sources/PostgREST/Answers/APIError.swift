package import JSONText

/// A refusal, as PostgREST words it in an error body.
package struct APIError: Error, Hashable, Sendable {
  package var status: Int
  /// PGRSTnnn or an SQLSTATE; empty where the web server answers before PostgREST does.
  package var code: String
  package var message: String
  package var details: JSONValue
  package var hint: JSONValue
  package var headers: [Header]

  package init(
    _ status: Int, _ code: String, _ message: String, details: JSONValue = .null, hint: JSONValue = .null,
    headers: [Header] = []
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.details = details
    self.hint = hint
    self.headers = headers
  }

  package var body: JSONValue {
    .object([
      .init("code", .string(code)), .init("details", details), .init("hint", hint), .init("message", .string(message)),
    ])
  }
}
