/// A server that the user named: we work in databases of our own and drop them at the end.
package final class GivenServer: DatabaseServer {
  package let info: ConnectionInfo
  package let database: String
  package let keepInstructions: String? = nil
  package let templateKey: String? = nil

  /// Makes the scratch database.
  ///
  /// - Throws: ``ConnectionFailure`` when the server cannot be reached, ``ServerStartError`` when the login is no superuser.
  package init(uri: String) async throws {
    info = ConnectionInfo(uri: uri)
    database = "postgres"
  }

  package func clone(_ source: String, as name: String) async throws -> ConnectionInfo { info.database(name) }
  package func drop(_ database: String) async throws {}
  package func stop() async {}
}
