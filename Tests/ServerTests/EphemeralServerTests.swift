import FoundationEssentials
import Postgres
import SQLAnswers
import SQLText
import Subprocess
import Testing

@Suite struct EphemeralServerTests {
  @Test func itAnswersAndLeavesNothingBehind() async throws {
    let server = try await EphemeralServer.start()
    let connection = try await Connection(server.info)
    let row = try await connection.rows(
      """
      select current_user, current_setting('TimeZone'), current_setting('jit'), current_setting('listen_addresses'),
        pg_encoding_to_char(encoding) from pg_database where datname = current_database()
      """
    ).cells.first
    #expect(row == ["supabase_admin", "UTC", "off", "", "UTF8"])
    await connection.close()
    let folder = try #require(server.info.settings["host"])
    await server.stop()
    await server.stop()
    #expect(!FileManager.default.fileExists(atPath: folder))
    await #expect(throws: ConnectionFailure.self) { try await Connection(server.info) }
  }

  @Test func serversRunSideBySide() async throws {
    async let first = EphemeralServer.start()
    async let second = EphemeralServer.start()
    let servers = [try await first, try await second]
    for server in servers {
      _ = try await server.clone(server.main, as: "world")
      #expect(try await Connection(server.info.database("world")).rows("select 1").scalar == "1")
    }
    #expect(servers[0].info != servers[1].info)
    for server in servers { await server.stop() }
  }

  @Test func aTemplateIsPreparedOnce() async throws {
    let cache =
      FileManager.default.temporaryDirectory.path() + "trespass-test-cache-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: cache) }
    let template = ServerTemplate(name: "test", key: "a key") { info in
      let connection = try await Connection(info)
      try await connection.run(script: "create table prepared as select clock_timestamp() as at")
      await connection.close()
    }
    var times: [String?] = []
    for _ in 1...2 {
      let server = try await EphemeralServer.start(EphemeralServer.Options(template: template, cache: cache))
      #expect(server.templateKey == "a key")
      times.append(try await Connection(server.info).rows("select at from prepared").scalar)
      await server.stop()
    }
    #expect(times[0] != nil && times[0] == times[1])
  }

  @Test func aTemplateThatFailsLeavesNothingBehind() async throws {
    struct Refusal: Error {
      var folder: String
    }
    let template = ServerTemplate(name: "test", key: "fails") { info in
      throw Refusal(folder: info.settings["host"] ?? "/")
    }
    let refusal = await #expect(throws: Refusal.self) {
      try await EphemeralServer.start(EphemeralServer.Options(template: template))
    }
    #expect(!FileManager.default.fileExists(atPath: refusal?.folder ?? "/"))
  }

  @Test func aServerToKeepOutlivesItsRunUntilItIsInterrupted() async throws {
    let server = try await EphemeralServer.start(EphemeralServer.Options(keep: true))
    let folder = try #require(server.info.settings["host"])
    let instructions = try #require(server.keepInstructions)
    await server.stop()
    #expect(try await Connection(server.info).rows("select 1").scalar == "1")
    let command = try #require(instructions.split(separator: "folder:").last).trimmingPrefix(while: \.isWhitespace)
    _ = try await run(.name("sh"), arguments: ["-c", String(command)], output: .discarded)
    for _ in 0..<100 where FileManager.default.fileExists(atPath: folder) {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test func binariesThatAreNotThereAreNamed() async throws {
    let error = await #expect(throws: ServerStartError.self) {
      try await EphemeralServer.start(EphemeralServer.Options(binaries: "/nowhere/bin"))
    }
    #expect(error?.message.contains("/nowhere/bin") == true)
  }
}
