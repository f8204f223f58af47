internal import Execution
internal import JSONText
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
internal import SQLAnswers
internal import SQLText
internal import Settings

/// Does what the steps of an event say, in one database and for good.
struct EventPlayer: Sendable {
  let stage: Stage

  struct StepFailure: Error, CustomStringConvertible {
    var description: String
  }

  /// - Throws: ``StepFailure`` for the first step that is refused.
  func play(_ event: LifecycleSettings, in database: Database) async throws {
    for (index, step) in event.steps.enumerated() {
      let failure =
        switch step.action {
        case .sql(let sql): try await run(sql, as: step.actor, in: database)
        case .request(let line, let body): try await send(line, body, as: step.actor, in: database)
        }
      if let failure { throw StepFailure(description: "step \(index + 1) (\(step.at)) failed: \(failure)") }
    }
  }

  private func run(_ sql: String, as actor: String, in database: Database) async throws -> String? {
    guard let principal = stage.context.population.principals.first(where: { $0.name == actor }) else {
      let connection = try await database.connect()
      let role = try await connection.answer("set role \(Identifier(actor))")
      let answer = role.failure == nil ? try await connection.answer(script: sql) : role
      await connection.close()
      return answer.failure?.description
    }
    let connection = try await database.connect(as: stage.authenticator)
    let claims = (principal.claims ?? .object([])).setting("role", .string(principal.role)).compact
    try await connection.run(script: "begin")
    try await connection.rows(
      """
      select set_config('role', \(bind: principal.role, as: .text), true),
        set_config('request.jwt.claims', \(bind: claims, as: .text), true)
      """)
    let answer = try await connection.answer(script: sql)
    try await connection.run(script: answer.failure == nil ? "commit" : "rollback")
    await connection.close()
    return answer.failure?.description
  }

  private func send(_ line: String, _ body: String?, as actor: String, in database: Database) async throws -> String? {
    guard let principal = stage.context.population.principals.first(where: { $0.name == actor }) else {
      return "a request needs a principal, and none is named \(actor)"
    }
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return "a request is METHOD and URL, as in POST /rpc/disconnect" }
    let headers = body == nil ? [] : [Header("Content-Type", "application/json")]
    let http = HTTPRequest(method: parts[0], url: parts[1], headers: headers, body: body.map { Array($0.utf8) })
    let connection = try await database.connect(as: stage.authenticator)
    let response = try await Committing(planner: stage.planner, connection: connection).send(http, by: principal)
    await connection.close()
    return response.code.map { "\(response.status) \($0) \(response.body)" }
  }
}
