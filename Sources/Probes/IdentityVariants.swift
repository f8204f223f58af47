internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Other identities that somebody who is named can take, or that the authenticator may assume.
///
/// Their reach is that of the named principal that can become them.
package struct IdentityVariants: Sendable {
  let context: ProbeContext
  var reading: RequestReading { context.readings.requests }
  /// Texts that a principal, by name, can read in the rows that are open to it.
  private let known: [String: Set<String>]
  /// Most values tried for one header.
  private static let mostHeaderValues = 11

  package init(_ context: ProbeContext, known: [String: Set<String>] = [:]) {
    self.context = context
    self.known = known
  }

  package func principals() -> [Principal] {
    let named = context.population.principals.filter { $0.kind != .trusted }
    let anybody = named.filter { $0.kind == .anon }.prefix(1)
    guard let stranger = named.first(where: { $0.kind == .outsider }) ?? named.first(where: { $0.kind == .member })
    else { return anybody.flatMap(withHeaders) }
    let users = [stranger] + ordinaryMembers(of: named).filter { $0 != stranger }
    var variants = [withoutSubject(stranger)] + bare(stranger)
    if reading.readsAnonymity { variants.append(anonymous(stranger)) }
    if reading.readsAssurance { variants += named.filter { $0.kind != .anon }.map(assured) }
    variants += users.flatMap(withMetadata) + withMail(stranger)
    variants += (anybody + users).flatMap(withHeaders)
    return variants + otherRoles(like: stranger)
  }

  /// The weakest named user of each tenant.
  private func ordinaryMembers(of named: [Principal]) -> [Principal] {
    context.population.tenants.compactMap { tenant in
      let own = named.filter { $0.tenant == tenant.label && $0.kind != .anon }
      return own.first { $0.kind == .member } ?? own.first
    }
  }

  // MARK: Claims

  /// A valid token that names no user, as machine tokens do: `auth.uid()` is null.
  private func withoutSubject(_ principal: Principal) -> Principal {
    derived(principal, "without_sub", claims: principal.claims.map { $0.leavingOut(["sub"]) })
  }

  /// A token as it was before the project added claims of its own.
  private func bare(_ principal: Principal) -> [Principal] {
    guard let claims = principal.claims else { return [] }
    let few = claims.members.map { JSONValue.object($0.filter { ["sub", "role", "aud"].contains($0.key) }) } ?? claims
    return few == claims || !reading.readsClaims ? [] : [derived(principal, "bare", claims: few)]
  }

  /// Anybody may sign in anonymously and is `authenticated` then.
  private func anonymous(_ principal: Principal) -> Principal {
    derived(
      principal, "anonymous",
      claims: principal.claims.map { $0.leavingOut(["email"]).setting("is_anonymous", true) })
  }

  private func assured(_ principal: Principal) -> Principal {
    let level: JSONValue = principal.claims?["aal"]?.string == "aal2" ? "aal1" : "aal2"
    return derived(principal, level.string ?? "aal", claims: (principal.claims ?? [:]).setting("aal", level))
  }

  // MARK: Headers and roles

  /// A header or cookie says whatever its sender likes: the keys of both tenants, and what the reading texts compare with.
  private func withHeaders(_ principal: Principal) -> [Principal] {
    let said = reading.headers.map { (name: $0, isCookie: false) } + reading.cookies.map { (name: $0, isCookie: true) }
    return said.flatMap { header, isCookie in
      values(for: header, knownTo: principal).prefix(Self.mostHeaderValues).enumerated().map { index, sent in
        var variant = derived(principal, "\(header)_\(index + 1)", claims: principal.claims)
        variant.headers[isCookie ? "cookie" : header] = isCookie ? "\(header)=\(sent.value)" : sent.value
        variant.sends = "\(isCookie ? "the cookie" : "the header") \(header): \(sent.value) (\(sent.origin))"
        return variant
      }
    }
  }

  /// What somebody may send, and how they come by it: nothing that nobody could know, whatever its form.
  private func values(for header: String, knownTo principal: Principal) -> [(value: String, origin: String)] {
    let words = header.split(separator: "-").filter { $0.lowercased() != "x" }.joined(separator: "_")
    let readable = known[principal.name] ?? []
    let near = context.arguments.candidates(for: RoutineParameter(name: words, type: "text")).compactMap(\.argumentText)
      .filter { readable.contains($0) || !CanaryShape(of: $0).canBeCanary }
    var seen: Set<String> = []
    let anything = [NewRows.freshText, "", "%", "127.0.0.1", "true"]
    let keys = context.population.tenants.map { (value: $0.key, origin: "the key of tenant \($0.label)") }
    return
      (keys + anything.map { ($0, "made up") } + near.prefix(2).map { ($0, "a value of the rows") }
      + reading.headerValues.map { ($0, "a word of the project's own SQL") })
      .filter { seen.insert($0.value).inserted }
  }

  /// Roles that a token could name beside those of the settings, unless row security does not bind them.
  private func otherRoles(like principal: Principal) -> [Principal] {
    let known = Set(context.population.principals.map(\.role))
    let memberships = context.surface.catalog.role(context.surface.settings.authenticatorRole)?.memberships ?? []
    return memberships.map(\.role).sorted().filter { !known.contains($0) }.compactMap { role in
      guard let definition = context.surface.catalog.role(role), !definition.isSuperuser,
        !definition.bypassesRowSecurity
      else {
        return nil
      }
      var variant = derived(principal, "as_\(role)", claims: (principal.claims ?? [:]).setting("role", .string(role)))
      variant.role = role
      variant.kind = .owner
      return variant
    }
  }

  func derived(_ principal: Principal, _ how: String, claims: JSONValue?) -> Principal {
    var variant = principal
    variant.name = "\(principal.name)+\(how)"
    variant.claims = claims
    variant.derivedFrom = principal.name
    return variant
  }
}

extension JSONValue {
  fileprivate func leavingOut(_ keys: Set<String>) -> JSONValue {
    members.map { members in .object(members.filter { !keys.contains($0.key) }) } ?? self
  }
}
