internal import CLibPQ

/// Rows in the text format.
package struct Rows: Hashable, Sendable {
  package var columns: [String]
  /// One list a row, in the order of `columns`; nil is NULL.
  package var cells: [[String?]]

  package init(columns: [String], cells: [[String?]]) {
    self.columns = columns
    self.cells = cells
  }

  package var isEmpty: Bool { cells.isEmpty }

  /// The first row's first cell.
  package var scalar: String? { cells.first?.first ?? nil }
}

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

  /// An answer without rows, as libpq hands it out.
  init(_ result: OpaquePointer) {
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
      self = .command(tag: String(cString: PQcmdStatus(result)), notices: [])
    case PGRES_PIPELINE_ABORTED: self = .skipped
    default: self = .failed(ServerMessage(result), notices: [])
    }
  }

  /// The answer with what the server said beside it.
  func noting(_ notices: [ServerMessage]) -> Answer {
    guard !notices.isEmpty else { return self }
    switch self {
    case .rows(let rows, _): return .rows(rows, notices: notices)
    case .command(let tag, _): return .command(tag: tag, notices: notices)
    case .failed(let message, _): return .failed(message, notices: notices)
    case .skipped, .lost: return self
    }
  }
}

extension Rows {
  static func columns(of result: OpaquePointer) -> [String] {
    (0..<PQnfields(result)).map { String(cString: PQfname(result, $0)) }
  }

  /// What it takes to keep one row of a result, in bytes.
  static func size(of result: OpaquePointer, _ row: Int32) -> Int {
    (0..<PQnfields(result)).reduce(64) { $0 + 16 + Int(PQgetlength(result, row, $1)) }
  }

  static func cells(of result: OpaquePointer, _ row: Int32) -> [String?] {
    (0..<PQnfields(result)).map { PQgetisnull(result, row, $0) == 1 ? nil : text(result, row, $0) }
  }

  /// Decodes by length: a body of megabytes is not measured first.
  private static func text(_ result: OpaquePointer, _ row: Int32, _ column: Int32) -> String {
    guard let start = PQgetvalue(result, row, column) else { return "" }
    let length = Int(PQgetlength(result, row, column))
    let bytes = UnsafeRawBufferPointer(start: start, count: length)
    return String(decoding: bytes, as: UTF8.self)
  }
}
