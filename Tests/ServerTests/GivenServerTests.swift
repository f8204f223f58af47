import Foundation
import Postgres
import SQLAnswers
import SQLText
import Testing

extension Live {
  @Suite struct GivenServerTests {
    @Test func itWorksInDatabasesOfItsOwnAndDropsThem() async throws {
      // What other tests change on their server meanwhile would be put back.
      let base = try await EphemeralServer.start()
      let uri = "host=\(base.info.settings["host"] ?? "") user=\(EphemeralServer.superuser) dbname=postgres"
      let before = try await databasesAndRoles(base.info)
      let given = try await GivenServer(uri: uri)
      #expect(try await Connection(given.info).rows("select current_database()").scalar == given.database)
      try await Connection(given.info).run(script: "create role made_here; grant set on parameter app.x to made_here")
      let copy = try await given.clone(given.main, as: "world")
      #expect(try await copy.connect().rows("select 1").scalar == "1")
      await given.stop()
      #expect(try await databasesAndRoles(base.info) == before)
      await base.stop()
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

    @Test func rolesGetPasswordsForTheRunAlone() async throws {
      let server = try await EphemeralServer.start()
      let before = try await demandPasswords(of: server)
      let given = try await GivenServer(uri: uri(of: server))
      try await Connection(given.info).run(
        script: """
          create role made_here login; grant gate to made_here; alter role gate set app.x = '2'; alter role gate createdb;
          alter database postgres set app.y = '3'
          """)
      for role in ["gate", "made_here"] {
        let session = try await Connection(given.info.user(role))
        #expect(try await session.rows("select session_user").scalar == role)
        // A migration that sets another password does not lock the run out.
        try await Connection(given.info).run(script: "alter role \(role) password 'of a migration'")
        #expect(try await Connection(given.info.user(role)).rows("select session_user").scalar == role)
      }
      await given.stop()
      #expect(try await everything(on: server) == before)
      await server.stop()
    }

    @Test func whatAKilledRunLeftIsToldAndRemoved() async throws {
      let server = try await EphemeralServer.start()
      let before = try await demandPasswords(of: server)
      let given = try await GivenServer(uri: uri(of: server))
      try await Connection(given.info).run(
        script: "create role made_here login; create table t (); grant all on t to gate")
      _ = try await Connection(given.info.user("gate"))
      _ = try await given.clone(given.main, as: "world_1")
      #expect(try await GivenServer.clean(uri: uri(of: server)).isEmpty, "a living run is left alone")
      // What the kernel does to the sessions of a killed program.
      try await Connection(server.info).run(
        script: "select pg_terminate_backend(pid) from pg_stat_activity where application_name = '\(given.database)'")
      let told = try await GivenServer.clean(uri: uri(of: server))
      #expect(told.count == 1)
      for left in ["database \(given.database)", "database \(given.database)_world_1", "role made_here"] {
        #expect(told.first?.contains(left) == true, "\(told)")
      }
      #expect(try await everything(on: server) == before)
      await server.stop()
    }

    private func uri(of server: EphemeralServer) -> String {
      "host=\(server.info.settings["host"] ?? "") user=\(EphemeralServer.superuser) password=ours dbname=postgres"
    }

    /// Makes a server that lets nobody in without a password.
    private func demandPasswords(of server: EphemeralServer) async throws -> [[String?]] {
      let connection = try await Connection(server.info)
      try await connection.run(
        script: """
          create role gate login password 'theirs' valid until '2001-01-01'; alter role gate set app.x = '1';
          alter role \(EphemeralServer.superuser) password 'ours'
          """)
      // Ours looks on without one.
      try """
      local postgres \(EphemeralServer.superuser) trust
      local all all scram-sha-256
      """.write(
        toFile: "\(server.info.settings["host"] ?? "")/data/pg_hba.conf", atomically: false, encoding: .utf8)
      try await connection.rows("select pg_reload_conf()")
      await #expect(throws: ConnectionFailure.self) { try await Connection(server.info.user("gate")) }
      return try await everything(on: server)
    }

    private func everything(on server: EphemeralServer) async throws -> [[String?]] {
      try await Connection(server.info).rows(
        """
        select datname from pg_database union all select to_jsonb(a)::text from pg_authid a
        union all select setdatabase || ' ' || setrole || ' ' || setconfig::text from pg_db_role_setting
        union all select roleid || ' ' || member from pg_auth_members order by 1
        """
      ).cells
    }

    private func databasesAndRoles(_ info: ConnectionInfo) async throws -> [[String?]] {
      try await Connection(info).rows(
        "select datname from pg_database union all select rolname from pg_roles where rolname <> 'weak' order by 1"
      ).cells
    }
  }
}
