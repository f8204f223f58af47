internal import Postgres
internal import SQLAnswers
internal import SQLFiles
internal import SQLText
internal import Synchronization

/// The statements that Supabase lets an ordinary role run.
///
/// There `postgres` is no superuser, and the supautils library runs some statements for it as one. An extension that this
/// server lacks is stood in for by a stub.
final class Elevation: Sendable {
  struct Reconsidered: Sendable {
    var answer: Answer
    var note: String?
  }

  private let sessions: RoleSessions
  /// The extensions that stubs stand in for.
  private let standIns = Mutex<Set<String>>([])

  init(_ sessions: RoleSessions) { self.sessions = sessions }

  private static let elevated: [[String]] = [
    ["create", "extension"], ["alter", "extension"], ["drop", "extension"], ["comment", "on", "extension"],
    ["create", "foreign", "data", "wrapper"], ["alter", "foreign", "data", "wrapper"],
    ["create", "event", "trigger"], ["create", "publication"], ["alter", "publication"],
  ]

  /// Whether a refusal of the statement may turn out not to be one.
  func mayReconsider(_ statement: ScriptStatement) -> Bool {
    isElevated(statement) || (statement.createsIndex && standIns.withLock { !$0.isEmpty })
  }

  /// Does a refused statement another way; nil where the refusal stands.
  func reconsider(
    _ statement: ScriptStatement, refusedWith refusal: ServerMessage, in session: Connection
  ) async throws -> Reconsidered? {
    let subject = ExtensionStatement(statement)
    switch refusal.sqlState {
    case "42501" where isElevated(statement):
      let admin = try await superuser(inPathOf: session)
      return Reconsidered(answer: try await admin.answer(script: statement.text))
    case "0A000", "58P01":
      guard let subject, let stub = SQLFiles.text("baselines/stubs/\(subject.name).sql") else { return nil }
      return try await standIn(for: subject, stub, in: session)
    case "42704":
      return excuse(statement, subject)
    default:
      return nil
    }
  }

  private func isElevated(_ statement: ScriptStatement) -> Bool {
    Self.elevated.contains { statement.words.starts(with: $0) }
  }

  /// A superuser's session that resolves names as the script's does.
  private func superuser(inPathOf session: Connection) async throws -> Connection {
    let path = try await session.rows(
      "select coalesce(string_agg(quote_ident(name), ', '), '') from unnest(current_schemas(false)) as name"
    ).scalar
    let admin = try await sessions.superuser()
    try await admin.rows("select set_config('search_path', \(bind: path), false)")
    return admin
  }

  private func standIn(
    for subject: ExtensionStatement, _ stub: String, in session: Connection
  ) async throws -> Reconsidered {
    let note = "extension \(subject.name) is not on this server: a stub stands in for it"
    guard standIns.withLock({ $0.insert(subject.name).inserted }) else {
      return Reconsidered(answer: .command(tag: "CREATE EXTENSION", notices: []), note: note)
    }
    let admin = try await superuser(inPathOf: session)
    if let schema = subject.schema {
      try await admin.rows("select set_config('search_path', \(bind: Identifier(schema).quoted), false)")
    }
    return Reconsidered(answer: try await admin.answer(script: stub), note: note)
  }

  /// What names something that only the real extension has: the extension itself, or an index method or operator class.
  private func excuse(_ statement: ScriptStatement, _ subject: ExtensionStatement?) -> Reconsidered? {
    let isExcused = standIns.withLock { names in
      subject.map { names.contains($0.name) } ?? (statement.createsIndex && !names.isEmpty)
    }
    guard isExcused else { return nil }
    return Reconsidered(
      answer: .command(tag: "", notices: []), note: "passed over: it needs an extension that a stub stands in for")
  }
}

extension ScriptStatement {
  fileprivate var createsIndex: Bool {
    words.starts(with: ["create", "index"]) || words.starts(with: ["create", "unique", "index"])
  }
}
