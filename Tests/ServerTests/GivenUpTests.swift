import Postgres
import SQLAnswers
import SQLText
import Testing

extension Live {
  /// What becomes of statements that take too long or answer too much.
  @Suite struct GivenUpTests {
    private static let loop = """
      create or replace function public.never() returns int language plpgsql as $$
      begin
        loop
          begin perform pg_sleep(10); exception when query_canceled then null; end;
        end loop;
      end $$
      """
    private static let short = AnswerLimits(statement: .seconds(1), script: .seconds(1), bytes: 1 << 20)

    private func info(_ name: String) async throws -> ConnectionInfo {
      let server = try #require(Live.server)
      return try await server.clone(Database("template0", at: server.info), as: name).info
    }

    @Test func theServerProcessEndsWithItsConnection() async throws {
      let info = try await info("given_up")
      let watcher = try await Connection(info)
      try await watcher.run(script: Self.loop)
      let slow = try await Connection(info, limits: Self.short)
      let process = await slow.backendProcess
      let failure = await #expect(throws: ConnectionFailure.self) { try await slow.answer("select public.never()") }
      #expect(failure?.kind == .timedOut)
      #expect(failure?.message.contains("within 1.0 seconds, asked: select public.never()") == true)
      let left = try await watcher.rows("select from pg_stat_activity where pid = \(bind: "\(process)")::int")
      #expect(left.isEmpty)
      await #expect(throws: ConnectionFailure.self) { try await slow.rows("select 1") }
    }

    @Test func scriptsAreNotQuotedForTheyMayHoldSecrets() async throws {
      let info = try await info("given_up_script")
      let slow = try await Connection(info, limits: Self.short)
      try await slow.run(script: Self.loop)
      let failure = await #expect(throws: ConnectionFailure.self) {
        try await slow.answer(script: "select public.never() as sk_live_1")
      }
      #expect(failure?.message == "timed out: the server did not answer within 1.0 seconds")
    }

    @Test func aPipelineKeepsWhatWasAnswered() async throws {
      let info = try await info("given_up_pipeline")
      let slow = try await Connection(info, limits: Self.short)
      try await slow.run(script: Self.loop)
      let segments = ["select 1", "select public.never()", "select 3"].map {
        [PipelineStep.query(text: $0, parameters: [])]
      }
      let heard = try await slow.heard(segments)
      #expect(heard.count == 2)
      #expect(heard.first?.first?.rows?.scalar == "1")
      #expect(heard.last?.first?.givenUp?.sqlState == "57014")
    }

    @Test(arguments: [
      "select repeat('x', 3000000)", "select generate_series(1, 100000)",
      "do $$ begin for i in 1..10000 loop raise notice '%', repeat('x', 500); end loop; end $$",
    ])
    func whatHoldsTooMuchIsNotReadToItsEnd(_ statement: String) async throws {
      let flooded = try await Connection(try #require(Live.server).info, limits: Self.short)
      let failure = await #expect(throws: ConnectionFailure.self) {
        try await flooded.answer(SQL(verbatim: statement))
      }
      #expect(failure?.kind == .flooded)
      #expect(failure?.message.hasPrefix("flooded: the answer holds more than 1 MiB") == true)
    }

    @Test func settingsOfRolesAndDatabasesDoNotMeetOurStatements() async throws {
      let info = try await info("settings")
      let first = try await Connection(info)
      try await first.run(
        script: """
          create role hurried login;
          alter role hurried set statement_timeout = '1ms'; alter role hurried set search_path = 'nowhere';
          alter database settings set default_transaction_read_only = on;
          alter database settings set statement_timeout = '1ms'
          """)
      let own = try await Connection(info)
      try await own.run(script: "select pg_sleep(0.05); create table written as select 1 as a")
      let role = try await Connection(info.user("hurried"))
      try await role.run(script: "select pg_sleep(0.05)")
      #expect(try await role.rows("show search_path").scalar == "nowhere")
      #expect(try await role.rows("show default_transaction_read_only").scalar == "on")
    }
  }
}

extension Connection {
  fileprivate func heard(_ segments: [PipelineSegment]) throws -> [[Answer]] {
    var heard: [[Answer]] = []
    try pipeline(segments) { _, answers in
      heard.append(answers)
      return true
    }
    return heard
  }
}
