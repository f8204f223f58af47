internal import Postgres
internal import SQLAnswers
internal import SQLText

/// One file on its way through one session.
struct FileRun {
  let file: String
  let role: String
  let session: Connection
  let bestEffort: Bool
  let elevation: Elevation?

  private(set) var executed: [MigrationStatement] = []
  private(set) var failures: [MigrationFailure] = []
  private(set) var notes: [MigrationFailure] = []

  init(file: String, role: String, session: Connection, bestEffort: Bool, elevation: Elevation?) {
    (self.file, self.role, self.session) = (file, role, session)
    (self.bestEffort, self.elevation) = (bestEffort, elevation)
  }

  mutating func execute(_ statement: ScriptStatement) async throws {
    var answer = try await guarded(statement) { try await send(statement) }
    if let refusal = answer.failure,
      let second = try await elevation?.reconsider(statement, refusedWith: refusal, in: session)
    {
      answer = second.answer
      if let note = second.note { notes.append(MigrationFailure(line: statement.line, message: note, isStandIn: true)) }
    }
    if let refusal = answer.failure {
      try report(RefusalText(of: statement, after: executed).text(refusal), line: statement.line(at: refusal.position))
    } else {
      executed.append(MigrationStatement(file: file, line: statement.line, text: statement.text, role: role))
    }
  }

  mutating func passOver(_ command: MetaCommand) throws {
    if let objection = command.objection { return try report(objection, line: command.line) }
    notes.append(MigrationFailure(line: command.line, message: "\(command.name) is psql's and was passed over"))
  }

  /// Ends the file; what it leaves open itself is lost, as in psql.
  mutating func finish(committing: Bool) async throws {
    if committing {
      let answer = try await session.answer(script: "commit")
      if let refusal = answer.failure { try report("\(refusal)", line: executed.last?.line ?? 1) }
    }
    guard await session.isInTransaction else { return }
    try await session.run(script: "rollback")
    try report("the file ends inside a transaction: a COMMIT is missing", line: executed.last?.line ?? 1)
  }

  private mutating func report(_ message: String, line: Int) throws {
    guard bestEffort else { throw ScriptError(file: file, line: line, message: message) }
    failures.append(MigrationFailure(line: line, message: message))
  }

  /// A refusal inside a transaction block would take the rest of it along, so what may be passed over gets a savepoint.
  private func guarded(_ statement: ScriptStatement, _ send: () async throws -> Answer) async throws -> Answer {
    do {
      let mayGoOn = bestEffort || elevation?.mayReconsider(statement) == true
      guard mayGoOn, await session.isInTransaction, !statement.controlsTransaction else { return try await send() }
      try await session.run(script: "savepoint trespass")
      let answer = try await send()
      let end = answer.failure == nil ? "release trespass" : "rollback to trespass; release trespass"
      try await session.run(script: end)
      return answer
    } catch let lost as ConnectionFailure {
      throw ScriptError(file: file, line: statement.line, message: lost.message)
    }
  }

  private func send(_ statement: ScriptStatement) async throws -> Answer {
    if let data = statement.copyData { return try await session.answer(copy: statement.text, data: data) }
    return try await session.answer(script: statement.text)
  }
}
