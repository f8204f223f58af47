/// A database of a server: whoever holds it can open sessions in it, a superuser's or those of any role that may log in.
package struct Database: Hashable, Sendable {
  package let name: String
  /// The superuser's way in.
  package let info: ConnectionInfo

  package init(_ name: String, at info: ConnectionInfo) {
    self.name = name
    self.info = info.database(name)
  }

  /// A superuser's session.
  ///
  /// - Throws: ``ConnectionFailure`` with what libpq says.
  package func connect() async throws -> Connection { try await Connection(info) }

  /// A session of a role that logs in, with the settings that are its own.
  package func connect(as role: String) async throws -> Connection { try await Connection(info.user(role)) }
}
