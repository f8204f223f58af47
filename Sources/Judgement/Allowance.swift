internal import PostgREST
package import Probes
internal import SQLText

/// A finding that is meant to be, with the reason.
package struct Allowance: Hashable, Sendable {
  /// A secret, a table, or `*`; nil for any.
  package var secret: String?
  package var principal: String?
  /// A request with `*` for any text, as in `POST /rpc/reveal_*`.
  package var request: String?
  /// A tenant's label; `*` or nil for any.
  package var tenant: String?
  /// A channel's name; nil for any.
  package var channel: String?
  package var reason: String
  /// `2027-01-01`: from that day on the entry says nothing.
  package var expires: String?

  package init(
    secret: String? = nil, principal: String? = nil, request: String? = nil, tenant: String? = nil,
    channel: String? = nil,
    reason: String, expires: String? = nil
  ) {
    self.secret = secret
    self.principal = principal
    self.request = request
    self.tenant = tenant
    self.channel = channel
    self.reason = reason
    self.expires = expires
  }

  /// Whether it covers what was seen.
  ///
  /// - Parameters:
  ///   - tenant: the tenant of the canary; nil where none is known, which only an entry for any tenant covers.
  ///   - request: method and URL, as in `POST /rpc/reveal_value`.
  ///   - today: `2026-11-20`.
  func covers(
    _ secret: Secret, by principal: Principal, request: String, tenant: String?, channel: Channel, today: String
  ) -> Bool {
    if let expires, expires <= today { return false }
    return covers(secret) && self.principal.map { ["*", principal.name, principal.derivedFrom].contains($0) } ?? true
      && self.request.map { Self.matches(request, $0) } ?? true
      && self.tenant.map { $0 == "*" || $0 == tenant } ?? true
      && self.channel.map { $0 == channel.rawValue } ?? true
  }

  /// Whether it covers a finding that no tenant can be told of.
  package func covers(_ finding: Finding, today: String) -> Bool {
    let request = finding.request.printed
    return covers(
      finding.secret, by: finding.principal, request: "\(request.method) \(request.url)", tenant: nil,
      channel: finding.channel, today: today)
  }

  /// Whether the entry is about this secret.
  package func covers(_ secret: Secret) -> Bool {
    guard let pattern = self.secret, pattern != "*" else { return true }
    return pattern == secret.description || pattern == secret.relation.description
      || secret.description.hasPrefix(pattern + ".") || secret.description.hasPrefix(pattern + "->")
  }

  /// Whether the text is the pattern, `*` standing for any text.
  package static func matches(_ text: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard let first = parts.first, text.hasPrefix(first) else { return false }
    guard parts.count > 1 else { return text == pattern }
    var rest = text.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return parts.last.map { rest.hasSuffix($0) } ?? true
  }
}
