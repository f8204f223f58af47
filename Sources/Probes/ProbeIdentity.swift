internal import PostgREST

/// What a probe is known by: its family, the canonical form of its requests and its principal; never its place in a plan or an
/// OID, so that outcomes can be stored, merged and compared between two databases.
package struct ProbeIdentity: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Twelve hexadecimal digits.
  package let description: String

  package init(_ entry: Plan.Entry, by principal: Principal) {
    let template = entry.template
    let earlier = template.predecessor.map { ["after \($0.name)", "\($0.commits)"] } ?? []
    let requests = (template.setup + [template.request]).flatMap(\.canonicalForm)
    description = StableIdentifier.text(of: [entry.family, principal.name] + earlier + requests)
  }
}

extension Request {
  /// The request as it is sent: method, URL, headers in order of their names, body.
  fileprivate var canonicalForm: [String] {
    let http = http
    let headers = http.headers.map { "\($0.name.lowercased()): \($0.value)" }.sorted()
    return [http.method, http.url] + headers + [http.body.map { String(decoding: $0, as: UTF8.self) } ?? ""]
  }
}

extension Plan {
  /// The identity of each probe, in plan order.
  package var identities: [ProbeIdentity] {
    entries.flatMap { entry in entry.principals.map { ProbeIdentity(entry, by: principals[$0]) } }
  }
}
