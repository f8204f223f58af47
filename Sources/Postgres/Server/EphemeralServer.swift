/// A private Postgres on a Unix socket, gone with the program that started it.
package final class EphemeralServer: DatabaseServer {
  package let info: ConnectionInfo
  package let database = "postgres"
  package let keepInstructions: String?

  package struct Options: Sendable {
    /// The folder of the server binaries; nil to look for one.
    package var binaries: String?
    package var template: ServerTemplate?
    /// Whether the server outlives the program.
    package var keep = false

    package init() {}
  }

  /// Starts a server from the cached template.
  package static func start(_ options: Options = Options()) async throws -> EphemeralServer {
    EphemeralServer(info: ConnectionInfo([:]))
  }

  init(info: ConnectionInfo) {
    self.info = info
    keepInstructions = nil
  }

  package func clone(_ source: String, as name: String) async throws -> ConnectionInfo { info.database(name) }
  package func drop(_ database: String) async throws {}
  package func stop() async {}
}
