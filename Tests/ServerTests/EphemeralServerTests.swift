import Postgres
import SQLText
import Testing

@Suite struct EphemeralServerTests {
  @Test func answersAndIsGoneAfterwards() async throws {
    let clock = ContinuousClock()
    var t = clock.now
    let server = try await EphemeralServer.start()
    print("start", clock.now - t); t = clock.now
    let connection = try await Connection(server.info)
    #expect(try await connection.rows("select current_user || session_user").scalar == "supabase_adminsupabase_admin")
    await connection.close()
    print("query", clock.now - t); t = clock.now
    _ = try await server.clone(server.database, as: "world")
    print("clone", clock.now - t); t = clock.now
    await server.stop()
    print("stop", clock.now - t)
    await #expect(throws: ConnectionFailure.self) { try await Connection(server.info) }
  }
}
