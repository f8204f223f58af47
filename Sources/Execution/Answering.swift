package import PostgREST
package import Postgres
internal import SQLAnswers
internal import SQLText

/// Answers requests one by one as PostgREST would, each in a transaction of its own that is rolled back.
package struct Answering: Sendable {
  package let planner: Planner
  private let connection: Connection

  /// - Parameter connection: logged in as the authenticator.
  package init(planner: Planner, connection: Connection) {
    self.planner = planner
    self.connection = connection
  }

  /// An answer with the statements that made it.
  package struct Exchanged: Sendable {
    package var response: Response
    /// In order, values as literals; empty where PostgREST never asks the database.
    package var sql: [String]
    /// The server went away during the request; the next one needs another connection.
    package var lostConnection = false
  }

  /// - Throws: ``ConnectionFailure`` when the connection is lost; a refusal is an answer.
  package func answer(_ http: HTTPRequest, by caller: Caller) async throws -> Exchanged {
    let prepared: PreparedRequest
    do throws(APIError) {
      prepared = try planner.plan(http, by: caller)
    } catch {
      return Exchanged(response: Response(error, to: http.method), sql: [])
    }
    guard let transaction = prepared.transaction else { return Exchanged(response: prepared.response(to: []), sql: []) }
    let answers = try await run(transaction)
    let sql = transaction.statementsInOrder.map(\.inlined)
    if let end = answers.lazy.compactMap(\.givenUp).first {
      return Exchanged(
        response: Response(APIError(500, end.sqlState, end.message), to: http.method), sql: sql, lostConnection: true)
    }
    return Exchanged(
      response: prepared.response(toStatementsInOrder: answers), sql: sql,
      lostConnection: answers.contains(where: \.isLost))
  }

  private func run(_ transaction: PreparedTransaction) async throws -> [Answer] {
    let steps = transaction.statementsInOrder.dropLast().map { statement in
      PipelineStep.query(text: statement.text, parameters: statement.parameters)
    }
    // ROLLBACK in a segment of its own, since an error skips the rest of the segment it happens in.
    let rollback: PipelineSegment = [.query(text: "ROLLBACK", parameters: [])]
    return try await connection.answersToFirst(of: [steps, rollback])
  }
}

extension Connection {
  /// The answers to the first segment.
  fileprivate func answersToFirst(of segments: [PipelineSegment]) throws -> [Answer] {
    var first: [Answer] = []
    try pipeline(segments) { index, answers in
      if index == 0 { first = answers }
      return true
    }
    return first
  }
}
