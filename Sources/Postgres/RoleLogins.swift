/// Gives roles a password for the run alone, on a server that wants one.
final class RoleLogins: Sendable, Hashable {
  /// Sets the role's password and returns it; nil for a role that is not ours to change.
  private let set: @Sendable (String) async throws -> String?
  /// The password that was set before.
  private let known: @Sendable (String) async -> String?

  init(
    known: @escaping @Sendable (String) async -> String?, set: @escaping @Sendable (String) async throws -> String?
  ) {
    self.known = known
    self.set = set
  }

  /// The way in with the password that the role has from us, if it has one.
  func known(_ info: ConnectionInfo) async -> ConnectionInfo? {
    guard let role = info.role, let password = await known(role) else { return nil }
    return info.with("password", password)
  }

  /// The way in with a password that the role gets now: a migration may have set another since.
  func renewed(_ info: ConnectionInfo) async throws -> ConnectionInfo? {
    guard let role = info.role, let password = try await set(role) else { return nil }
    return info.with("password", password)
  }

  static func == (one: RoleLogins, other: RoleLogins) -> Bool { one === other }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
