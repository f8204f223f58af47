/// What the server answered to one statement.
///
/// A refusal is an answer, not an error of the program.
package enum Answer: Hashable, Sendable {
  case rows(Rows, notices: [ServerMessage])
  case command(tag: String, notices: [ServerMessage])
  case failed(ServerMessage, notices: [ServerMessage])
  /// Skipped because an earlier statement of the same segment failed.
  case skipped
  /// The connection was lost before the answer came.
  case lost(String)

  package var failure: ServerMessage? {
    if case .failed(let message, _) = self { message } else { nil }
  }

  /// The failure of a statement whose connection was given up, for what it took or held.
  package var givenUp: ServerMessage? { failure.flatMap { $0.isOurs ? $0 : nil } }

  package var notices: [ServerMessage] {
    switch self {
    case .rows(_, let notices), .command(_, let notices), .failed(_, let notices): notices
    case .skipped, .lost: []
    }
  }

  package var rows: Rows? {
    if case .rows(let rows, _) = self { rows } else { nil }
  }

  /// The answer with what the server said beside it.
  package func noting(_ notices: [ServerMessage]) -> Answer {
    guard !notices.isEmpty else { return self }
    switch self {
    case .rows(let rows, _): return .rows(rows, notices: notices)
    case .command(let tag, _): return .command(tag: tag, notices: notices)
    case .failed(let message, _): return .failed(message, notices: notices)
    case .skipped, .lost: return self
    }
  }
}
