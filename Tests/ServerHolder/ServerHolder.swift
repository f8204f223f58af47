import Postgres
import SystemPackage

/// Starts a server, says where, and waits to be killed.
@main
struct ServerHolder {
  static func main() async throws {
    Interruption.install()
    let server = try await EphemeralServer.start()
    // Not by `print`, which a pipe would get at the end.
    try FileDescriptor.standardOutput.writeAll("\(server.info.settings["host"] ?? "")\n".utf8)
    try await Task.sleep(for: .seconds(60))
    await server.stop()
  }
}
