import FoundationEssentials
import Postgres
import Provisioning
import Testing

/// One server with the Supabase baseline for every suite nested in ``Live``.
struct ServerTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing body: @Sendable @concurrent () async throws -> Void
  ) async throws {
    defer { try? FileManager.default.removeItem(atPath: scripts) }
    let template = Provisioner.template(for: Recipe())
    let server = try await EphemeralServer.start(EphemeralServer.Options(template: template))
    do {
      try await Live.$server.withValue(server) { try await body() }
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }
}

@Suite(ServerTrait()) enum Live {
  @TaskLocal static var server: EphemeralServer?
}

/// A database of its own on the suite's server, so that tests can run at once.
struct ScratchServer: DatabaseServer {
  var base: EphemeralServer
  var info: ConnectionInfo
  var database: String
  var templateKey: String? { base.templateKey }
  var keepInstructions: String? { nil }

  init(_ name: String) async throws {
    base = try #require(Live.server)
    info = try await base.clone(base.main, as: name).info
    database = name
  }

  func clone(_ source: Database, as name: String) async throws -> Database {
    try await base.clone(source, as: name)
  }
  func drop(_ database: Database) async throws { try await base.drop(database) }
  func stop() async { try? await base.drop(main) }
}

/// Where this process writes the scripts of its tests.
private let scripts =
  FileManager.default.temporaryDirectory.path() + "trespass-scripts-\(ProcessInfo.processInfo.processIdentifier)"

/// Writes files to a folder of their own and returns it.
func write(_ files: [String: String], to name: String) throws -> String {
  let folder = "\(scripts)/\(name)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  for (file, text) in files { try text.write(toFile: "\(folder)/\(file)", atomically: false, encoding: .utf8) }
  return folder
}
