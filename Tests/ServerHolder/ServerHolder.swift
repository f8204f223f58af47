import Postgres
import SystemPackage

/// Starts a server, says where, and waits to be killed; with the argument `busy`, while it keeps every thread of the pool at work.
@main
struct ServerHolder {
  static func main() async throws {
    try Interruption.install()
    let server = try await EphemeralServer.start()
    // Not by `print`, which a pipe would get at the end.
    try FileDescriptor.standardOutput.writeAll("\(server.info.settings["host"] ?? "")\n".utf8)
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(60)
    if CommandLine.arguments.contains("busy") {
      await withTaskGroup { group in
        for _ in 0..<64 { group.addTask { while clock.now < deadline {} } }
      }
    }
    try await Task.sleep(until: deadline)
    await server.stop()
  }
}
