internal import SQLText
internal import Synchronization

/// A server that the user named: we work in databases of our own and drop them at the end, with the roles we made.
package final class GivenServer: DatabaseServer {
  package let info: ConnectionInfo
  package let database: String
  package let keepInstructions: String? = nil
  package let templateKey: String? = nil
  /// The database that the user named, from which ours are made and dropped.
  private let maintenance: ConnectionInfo
  private let rolesBefore: Set<String>
  private let made: Mutex<[String]>

  /// Makes the scratch database.
  ///
  /// - Throws: ``ConnectionFailure`` when the server cannot be reached, ``ServerStartError`` when the login is no superuser.
  package init(uri: String) async throws {
    maintenance = ConnectionInfo(uri: uri).with("client_encoding", "UTF8")
    database = "trespass_\(OperatingSystem.processID)_\(String(UInt32.random(in: .min ... .max), radix: 16))"
    info = maintenance.database(database)
    let connection = try await Connection(maintenance)
    try await Self.requireSuperuser(on: connection)
    rolesBefore = try await Self.roles(on: connection)
    made = Mutex([database])
    try await connection.rows("create database \(Identifier(database)) template template0 encoding 'UTF8'")
    await connection.close()
    Interruption.watch(self) { await self.stop() }
  }

  private static func requireSuperuser(on connection: Connection) async throws {
    let row = try await connection.rows("select current_user, current_setting('is_superuser')").cells.first
    if let row, row[1] == "on" { return }
    throw ServerStartError(
      "--database: role \(row?[0] ?? "?") is no superuser; a run makes roles and logs in as them. Name one, or leave "
        + "--database out for a private server.")
  }

  private static func roles(on connection: Connection) async throws -> Set<String> {
    Set(try await connection.rows("select rolname from pg_roles").cells.compactMap { $0[0] })
  }

  /// The copy's name begins with ours, so that a second run on the server does not meet it.
  package func clone(_ source: String, as name: String) async throws -> ConnectionInfo {
    let full = "\(database)_\(name)"
    made.withLock { $0.append(full) }
    try await DatabaseCopy(of: source, as: full).make(on: maintenance)
    return info.database(full)
  }

  package func drop(_ database: String) async throws {
    try await DatabaseCopy.drop(database, on: maintenance)
    made.withLock { $0.removeAll { $0 == database } }
  }

  package func stop() async {
    let databases = made.withLock { names in
      defer { names = [] }
      return names
    }
    for database in databases { try? await DatabaseCopy.drop(database, on: maintenance) }
    if !databases.isEmpty { try? await dropRoles() }
    Interruption.forget(self)
  }

  /// Drops the roles that the run made, in one statement since they hold rights in each other.
  private func dropRoles() async throws {
    let connection = try await Connection(maintenance)
    let roles = try await Self.roles(on: connection).subtracting(rolesBefore).sorted()
    if !roles.isEmpty {
      let list = roles.map { Identifier($0).quoted }.joined(separator: ", ")
      try await connection.run(script: "drop owned by \(list); drop role \(list)")
    }
    await connection.close()
  }
}
