internal import Execution
internal import PostgREST
internal import Postgres
internal import Probes
internal import SQLAnswers
internal import SQLText

/// Sends a request and keeps what it did, as PostgREST does outside of a trial.
struct Committing: Sendable {
  let planner: Planner
  /// Logged in as the authenticator.
  let connection: Connection

  func send(_ http: HTTPRequest, by principal: Principal) async throws -> Response {
    let prepared: PreparedRequest
    do throws(APIError) {
      prepared = try planner.plan(http, by: principal.caller)
    } catch {
      return Response(error, to: http.method)
    }
    guard let transaction = prepared.transaction else { return prepared.response(to: []) }
    var answers: [Answer] = []
    for statement in transaction.statementsInOrder.dropLast() {
      answers.append(try await connection.answer(statement))
      if answers.last?.failure != nil { break }
    }
    try await connection.run(script: answers.last?.failure == nil ? "commit" : "rollback")
    return prepared.response(toStatementsInOrder: answers)
  }
}
