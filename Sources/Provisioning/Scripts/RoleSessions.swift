internal import Postgres
internal import SQLAnswers
internal import SQLText

/// The sessions in which the scripts of one database run, one a role, made when first asked for.
///
/// A script's role logs in, rather than being set: `session_user`, `RESET ROLE` and the settings of the role then are what
/// they are when a deployment runs it.
actor RoleSessions {
  private let info: ConnectionInfo
  private var sessions: [String: Connection] = [:]

  /// - Parameter info: the superuser's way into the database.
  init(_ info: ConnectionInfo) { self.info = info }

  /// A session of the superuser that the server was made with.
  func superuser() async throws -> Connection {
    if let session = sessions[""] { return session }
    let session = try await Connection(info)
    sessions[""] = session
    return session
  }

  /// A session of a role, clean of what an earlier script left in it.
  func session(of role: String) async throws -> Connection {
    if let session = sessions[role] {
      if await session.isInTransaction { try await session.run(script: "rollback") }
      try await session.run(script: "discard all")
      if try await session.needsAuthorization(as: role) { try await session.authorize(as: role) }
      return session
    }
    let session = try await open(role)
    sessions[role] = session
    return session
  }

  /// Logs in, or takes the role over where it must not log in or would need a password.
  private func open(_ role: String) async throws -> Connection {
    if let session = try? await Connection(info.user(role)) { return session }
    let session = try await Connection(info)
    try await session.authorize(as: role)
    return session
  }

  func close() async {
    for session in sessions.values { await session.close() }
    sessions = [:]
  }
}

extension Connection {
  fileprivate func needsAuthorization(as role: String) throws -> Bool {
    try rows("select session_user").scalar != role
  }

  fileprivate func authorize(as role: String) throws {
    try rows("set session authorization \(Identifier(role))")
  }
}
