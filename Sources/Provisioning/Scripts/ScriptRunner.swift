internal import Postgres
internal import SQLAnswers
internal import SQLText

/// Runs scripts statement by statement, so that an error has a line and a cause can be found later.
struct ScriptRunner: Sendable {
  let sessions: RoleSessions
  /// Who runs a script that names no role.
  let owner: String
  let superuser: String
  let bestEffort: Bool
  /// What Supabase's supautils does beside Postgres; nil under another baseline.
  let elevation: Elevation?

  struct Result: Sendable {
    var record: MigrationRecord
    var statements: [MigrationStatement]
  }

  /// Runs one file.
  ///
  /// - Throws: ``ScriptError`` for the first refused statement, unless `bestEffort`.
  func run(_ file: ScriptFile) async throws -> Result {
    let role = name(of: file.role)
    var run = FileRun(
      file: file.path, role: role, session: try await session(of: role, for: file.path), bestEffort: bestEffort,
      elevation: elevation)
    let items = StatementSplitter.items(of: file.text)
    let isOneTransaction = elevation != nil && WholeFileTransaction.isExpected(by: items)
    if isOneTransaction { try await run.session.run(script: "begin") }
    for item in items {
      switch item {
      case .statement(let statement): try await run.execute(statement)
      case .metaCommand(let command): try run.passOver(command)
      }
    }
    try await run.finish(committing: isOneTransaction)
    return Result(record: try await record(of: run, text: file.text), statements: run.executed)
  }

  private func name(of role: Script.Role) -> String {
    switch role {
    case .owner: owner
    case .superuser: superuser
    case .named(let name): name
    }
  }

  private func session(of role: String, for file: String) async throws -> Connection {
    do {
      return try await sessions.session(of: role)
    } catch let refusal as ServerMessage {
      throw ScriptError(file: file, line: nil, message: "cannot run as role \(Identifier(role)): \(refusal.message)")
    }
  }

  private func record(of run: FileRun, text: String) async throws -> MigrationRecord {
    let digest = try await sessions.superuser().rows(
      "select encode(sha256(convert_to(\(bind: text), 'UTF8')), 'hex')"
    ).scalar
    return MigrationRecord(
      file: run.file, sha256: digest ?? "", statements: run.executed.count + run.failures.count,
      failures: run.failures, notes: run.notes)
  }
}
