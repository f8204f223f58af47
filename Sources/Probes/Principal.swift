package import JSONText

/// Someone who asks: a role, its JWT claims, its headers, its tenant.
package struct Principal: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case anon, outsider, member, owner, trusted
  }

  package var name: String
  package var kind: Kind
  package var role: String
  /// A label of the settings' tenants; nil when the principal belongs to none.
  package var tenant: String?
  /// The token's claims; nil when no token is sent.
  package var claims: JSONValue?
  package var headers: [String: String]
  /// The named principal that can turn itself into this one; nil for one that the settings name.
  package var derivedFrom: String?
  /// What a derived principal sends to be taken for somebody else, and where it has that from; nil where its name says it all.
  package var sends: String?

  package init(
    name: String, kind: Kind, role: String, tenant: String? = nil, claims: JSONValue? = nil,
    headers: [String: String] = [:], derivedFrom: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.role = role
    self.tenant = tenant
    self.claims = claims
    self.headers = headers
    self.derivedFrom = derivedFrom
  }

  /// The weakest kind that a reader like this one stands for; nil for a trusted principal, which may read everything.
  package var reach: Reach? {
    switch kind {
    case .anon: .anon
    case .outsider: .outsider
    case .member: .member
    case .owner: .owner
    case .trusted: nil
    }
  }
}

/// How far a secret travels: the weakest kind of principal that gets it.
package enum Reach: String, Hashable, Sendable, CaseIterable, Comparable {
  case anon, outsider, member, owner
  /// Whoever has a raw SQL session beside the API.
  case sql

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Farther reach sorts first.
  package static func < (a: Reach, b: Reach) -> Bool { a.rank < b.rank }
}
