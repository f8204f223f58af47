import Postgres
import Testing

/// One bare server for every suite nested in ``Live``.
struct ServerTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing body: @Sendable @concurrent () async throws -> Void
  ) async throws {
    let server = try await EphemeralServer.start()
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
