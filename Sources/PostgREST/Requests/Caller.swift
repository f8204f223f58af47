package import JSONText

/// Who asks: the role that the token names, its claims, and headers that every request of this caller carries.
package struct Caller: Hashable, Sendable {
  package var role: String
  /// nil when the caller sends no token.
  package var claims: JSONValue?
  package var headers: [Header]

  package init(role: String, claims: JSONValue? = nil, headers: [Header] = []) {
    self.role = role
    self.claims = claims
    self.headers = headers
  }
}
