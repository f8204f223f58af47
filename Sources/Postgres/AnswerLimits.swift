/// What one answer may take before its connection is given up.
package struct AnswerLimits: Hashable, Sendable {
  /// For one statement, or one segment of a pipeline.
  package var statement: Duration
  /// For text of the project's own, as a migration, and for what copies or reads whole databases.
  package var script: Duration
  /// For the rows, the messages beside them and what is still on its way.
  package var bytes: Int
  /// What the server is told to end by itself, so that a statement which heeds it costs no connection; zero is no limit.
  package var statementOnServer: Duration
  package var lockOnServer: Duration

  package init(
    statement: Duration, script: Duration, bytes: Int, statementOnServer: Duration = .zero,
    lockOnServer: Duration = .zero
  ) {
    self.statement = statement
    self.script = script
    self.bytes = bytes
    self.statementOnServer = statementOnServer
    self.lockOnServer = lockOnServer
  }

  /// For the program's own statements.
  package static let own = AnswerLimits(statement: .seconds(60), script: .seconds(600), bytes: 1 << 30)
}

/// What is left of an answer's time and room.
struct Allowance {
  private let time: Duration
  private let room: Int
  private let deadline: ContinuousClock.Instant
  /// Bytes of complete rows.
  private var held = 0
  /// Bytes that came after the last complete row.
  private var arriving = 0

  init(_ time: Duration, _ room: Int) {
    self.time = time
    self.room = room
    deadline = .now + time
  }

  /// Milliseconds, rounded up; 0 when the time is over.
  var millisecondsLeft: Int32 {
    let left = ContinuousClock.now.duration(to: deadline).components
    guard left.seconds >= 0, left.attoseconds >= 0 else { return 0 }
    return Int32(clamping: left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000 + 1)
  }

  /// Counts bytes of which nothing is known yet.
  mutating func arrive(_ bytes: Int) { arriving += bytes }

  /// Counts a row, with what it costs to keep it.
  mutating func hold(_ bytes: Int) {
    held += bytes
    arriving = 0
  }

  /// - Parameter beside: bytes of messages.
  /// - Throws: ``ConnectionFailure`` when there is more than may be.
  func check(beside: Int) throws(ConnectionFailure) {
    if held + arriving + beside > room { throw flooded }
  }

  var timedOut: ConnectionFailure {
    ConnectionFailure("timed out: the server did not answer within \(time)", .timedOut)
  }

  private var flooded: ConnectionFailure {
    ConnectionFailure("flooded: the answer holds more than \(room >> 20) MiB", .flooded)
  }
}
