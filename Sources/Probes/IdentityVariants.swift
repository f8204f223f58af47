internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Other identities that somebody who is named can take, or that the authenticator may assume.
///
/// Their reach is that of the named principal that can become them.
package struct IdentityVariants: Sendable {
  private let ground: Ground
  private let reading: RequestReading
  private let pool: ArgumentPool
  /// Most values tried for one header.
  private static let mostHeaderValues = 6

  package init(_ ground: Ground) {
    self.ground = ground
    reading = RequestReading(ground.catalog)
    pool = ArgumentPool(ground)
  }

  package func principals() -> [Principal] {
    let named = ground.principals.filter { $0.kind != .trusted }
    guard let stranger = named.first(where: { $0.kind == .outsider }) ?? named.first(where: { $0.kind == .member })
    else {
      return named.first { $0.kind == .anon }.map(withHeaders) ?? []
    }
    return [withoutSubject(stranger)] + (reading.readsAnonymity ? [anonymous(stranger)] : [])
      + (reading.readsAssurance ? named.filter { $0.kind != .anon }.map(assured) : [])
      + metadata(stranger) + (named.filter { $0.kind == .anon }.prefix(1) + [stranger]).flatMap(withHeaders)
      + otherRoles(like: stranger)
  }

  // MARK: Claims

  /// A valid token that names no user, as machine tokens do: `auth.uid()` is null.
  private func withoutSubject(_ principal: Principal) -> Principal {
    derived(principal, "without_sub", claims: principal.claims.map { $0.leavingOut("sub") })
  }

  /// Anybody may sign in anonymously and is `authenticated` then.
  private func anonymous(_ principal: Principal) -> Principal {
    derived(
      principal, "anonymous",
      claims: principal.claims.map { $0.leavingOut("email").setting("is_anonymous", true) })
  }

  private func assured(_ principal: Principal) -> Principal {
    let level: JSONValue = principal.claims?["aal"]?.string == "aal2" ? "aal1" : "aal2"
    return derived(principal, level.string ?? "aal", claims: (principal.claims ?? [:]).setting("aal", level))
  }

  /// Every user may write their own `user_metadata`: tenant, role and flags to taste.
  private func metadata(_ principal: Principal) -> [Principal] {
    guard !reading.metadataKeys.isEmpty else { return [] }
    let tenants: [Tenant?] = ground.tenants.isEmpty ? [nil] : ground.tenants.map(\.self)
    return tenants.flatMap { tenant in
      ["admin", "owner"].map { label in
        let chosen = JSONValue.object(reading.metadataKeys.map { .init($0, value(of: $0, tenant, label)) })
        return derived(
          principal, "metadata_\(tenant?.label ?? "any")_\(label)",
          claims: (principal.claims ?? [:]).setting("user_metadata", chosen))
      }
    }
  }

  private func value(of key: String, _ tenant: Tenant?, _ label: String) -> JSONValue {
    let word = key.lowercased()
    if ["is_", "has_", "can_"].contains(where: word.hasPrefix) || ["admin", "superuser", "staff"].contains(word) {
      return true
    }
    if word.contains("role") { return .string(label) }
    if word.hasSuffix("permissions") || word.hasSuffix("scopes") { return [.string(label)] }
    guard let tenant else { return .string(label) }
    return word.hasSuffix("s") && !word.hasSuffix("ss") ? [.string(tenant.key)] : .string(tenant.key)
  }

  // MARK: Headers and roles

  /// A header says whatever its sender likes: the keys of both tenants, and what the reading texts compare with.
  private func withHeaders(_ principal: Principal) -> [Principal] {
    reading.headers.flatMap { header -> [Principal] in
      let words = header.split(separator: "-").filter { $0.lowercased() != "x" }.joined(separator: "_")
      let near = pool.candidates(for: RoutineParameter(name: words, type: "text")).compactMap(\.argumentText)
      var seen: Set<String> = []
      let values = (ground.tenants.map(\.key) + near.prefix(2) + reading.headerValues + ["true"])
        .filter { !$0.isEmpty && seen.insert($0).inserted }
      return values.prefix(Self.mostHeaderValues).enumerated().map { index, value in
        var variant = derived(principal, "\(header)_\(index + 1)", claims: principal.claims)
        variant.headers[header] = value
        return variant
      }
    }
  }

  /// Roles that a token could name beside those of the settings, unless row security does not bind them.
  private func otherRoles(like principal: Principal) -> [Principal] {
    let known = Set(ground.principals.map(\.role))
    let memberships = ground.catalog.role(ground.api.authenticatorRole)?.memberships ?? []
    return memberships.map(\.role).sorted().filter { !known.contains($0) }.compactMap { role in
      guard let definition = ground.catalog.role(role), !definition.isSuperuser, !definition.bypassesRowSecurity else {
        return nil
      }
      var variant = derived(principal, "as_\(role)", claims: (principal.claims ?? [:]).setting("role", .string(role)))
      variant.role = role
      variant.kind = .owner
      return variant
    }
  }

  private func derived(_ principal: Principal, _ how: String, claims: JSONValue?) -> Principal {
    var variant = principal
    variant.name = "\(principal.name)+\(how)"
    variant.claims = claims
    variant.derivedFrom = principal.name
    return variant
  }
}

extension JSONValue {
  fileprivate func leavingOut(_ key: String) -> JSONValue {
    members.map { members in .object(members.filter { $0.key != key }) } ?? self
  }
}
