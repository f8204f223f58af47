import Postgres
import SQLText
import Testing

extension Live {
  @Suite struct GivenServerTests {
    @Test func itWorksInDatabasesOfItsOwnAndDropsThem() async throws {
      let base = try #require(Live.server)
      let uri = "host=\(base.info.settings["host"] ?? "") user=\(EphemeralServer.superuser) dbname=postgres"
      let before = try await databasesAndRoles(base.info)
      let given = try await GivenServer(uri: uri)
      #expect(try await Connection(given.info).rows("select current_database()").scalar == given.database)
      try await Connection(given.info).run(script: "create role made_here; grant set on parameter app.x to made_here")
      let copy = try await given.clone(given.database, as: "world")
      #expect(try await Connection(copy).rows("select 1").scalar == "1")
      await given.stop()
      #expect(try await databasesAndRoles(base.info) == before)
    }

    @Test func anOrdinaryRoleIsRefused() async throws {
      let base = try #require(Live.server)
      try await Connection(base.info).run(script: "create role weak login")
      let host = base.info.settings["host"] ?? ""
      let error = await #expect(throws: ServerStartError.self) {
        try await GivenServer(uri: "host=\(host) user=weak dbname=postgres")
      }
      #expect(error?.message.contains("weak is no superuser") == true)
    }

    private func databasesAndRoles(_ info: ConnectionInfo) async throws -> [[String?]] {
      try await Connection(info).rows(
        "select datname from pg_database union all select rolname from pg_roles where rolname <> 'weak' order by 1"
      ).cells
    }
  }
}
