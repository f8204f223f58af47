internal import SQLAnswers
internal import SQLText
internal import Synchronization

/// A server that the user named: we work in databases of our own and undo at the end all that we did to it.
package final class GivenServer: DatabaseServer {
  package let info: ConnectionInfo
  package let database: String
  package let keepInstructions: String? = nil
  package let templateKey: String? = nil
  /// What killed runs had left on it, a line for each run.
  package let removed: [String]
  /// The database that the user named, from which ours are made and dropped.
  private let maintenance: ConnectionInfo
  private let journal: RunJournal
  private let hasEnded = Mutex(false)

  /// Makes the scratch database.
  ///
  /// - Throws: ``ConnectionFailure`` when the server cannot be reached, ``ServerStartError`` when the login is no superuser.
  package init(uri: String) async throws {
    database = "trespass_\(OperatingSystem.processID)_\(String(UInt32.random(in: .min ... .max), radix: 16))"
    // By this name all sessions of the run are known, whatever their database.
    let maintenance = try await Self.login(uri).with("application_name", database)
    self.maintenance = maintenance
    let journal = try await RunJournal(of: database, on: maintenance)
    self.journal = journal
    removed = journal.removed
    var own = maintenance.database(database)
    own.logins = RoleLogins(
      known: { await journal.password(of: $0) }, set: { try await journal.renewPassword(of: $0) })
    info = own
    Interruption.watch(self) { await self.stop() }
    do {
      try await make()
    } catch {
      await stop()
      throw error
    }
  }

  private func make() async throws {
    try await journal.keep()
    try await journal.note(database)
    let connection = try await Connection(maintenance)
    try await connection.rows("create database \(Identifier(database)) template template0 encoding 'UTF8'")
    await connection.close()
  }

  /// Undoes on a server what killed runs left there.
  ///
  /// - Returns: what was done, a line for each run.
  package static func clean(uri: String) async throws -> [String] {
    let maintenance = try await login(uri)
    let connection = try await Connection(maintenance)
    let hasJournal = try await RunJournal.exists(on: connection)
    await connection.close()
    guard hasJournal else { return [] }
    let journal = try await RunJournal.connect(maintenance)
    let cleaning = JournalCleaning(journal: journal, maintenance: maintenance)
    let removed = try await cleaning.removeDead()
    let isLast = try await journal.rows("select from run").isEmpty
    await journal.close()
    if isLast { await cleaning.dropJournal() }
    return removed
  }

  private static func login(_ uri: String) async throws -> ConnectionInfo {
    let maintenance = ConnectionInfo(uri: uri).with("client_encoding", "UTF8")
    let connection = try await Connection(maintenance.unproven)
    let row = try await connection.rows("select session_user, rolsuper from pg_roles where rolname = session_user")
      .cells.first
    await connection.close()
    if let row, row[1] == "t" { return maintenance }
    throw ServerStartError(
      "--database: role \(row?[0] ?? "?") is no superuser; a run makes roles and logs in as them. Name one, or leave "
        + "--database out for a private server.")
  }

  /// The copy's name begins with ours, so that a second run on the server does not meet it.
  package func clone(_ source: Database, as name: String) async throws -> Database {
    let full = "\(database)_\(name)"
    // The scripts that make roles have run.
    try await journal.passTurn()
    try await journal.note(full)
    try await DatabaseCopy(of: source.name, as: full).make(on: maintenance)
    return Database(full, at: info)
  }

  package func drop(_ database: Database) async throws { try await DatabaseCopy.drop(database.name, on: maintenance) }

  package func stop() async {
    let isFirst = hasEnded.withLock { ended in
      defer { ended = true }
      return !ended
    }
    guard isFirst else { return }
    await journal.end()
    Interruption.forget(self)
  }
}
