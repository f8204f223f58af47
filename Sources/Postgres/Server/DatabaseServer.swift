/// A server on which the program may make and drop databases.
package protocol DatabaseServer: Sendable {
  /// The superuser's way into ``database``.
  var info: ConnectionInfo { get }
  /// The database that provisioning fills.
  var database: String { get }
  /// The key of the template that ``database`` was made from; nil for an empty one.
  var templateKey: String? { get }
  /// Text that says how to reach the server and how to stop it, for `--keep`; nil for a server that is not ours.
  var keepInstructions: String? { get }

  /// Makes a database as a copy of another, with its settings and privileges.
  ///
  /// - Parameter name: the name to build on; a server that is not ours gets a longer one.
  func clone(_ source: Database, as name: String) async throws -> Database

  /// Drops a database that ``clone(_:as:)`` made.
  func drop(_ database: Database) async throws

  /// Stops the server and removes its folder, or drops what was made on a server that is not ours; twice is once.
  func stop() async
}

extension DatabaseServer {
  /// The database that provisioning fills.
  package var main: Database { Database(database, at: info) }
}
