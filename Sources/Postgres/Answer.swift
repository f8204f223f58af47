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

  package var notices: [ServerMessage] {
    switch self {
    case .rows(_, let notices), .command(_, let notices), .failed(_, let notices): notices
    case .skipped, .lost: []
    }
  }

  package var rows: Rows? {
    if case .rows(let rows, _) = self { rows } else { nil }
  }

  init(_ result: OpaquePointer, notices: [ServerMessage]) {
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK: self = .rows(Rows(result), notices: notices)
    case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
      self = .command(tag: String(cString: PQcmdStatus(result)), notices: notices)
    case PGRES_PIPELINE_ABORTED: self = .skipped
    default: self = .failed(ServerMessage(result), notices: notices)
    }
  }
}

extension Rows {
  init(_ result: OpaquePointer) {
    let width = PQnfields(result)
    columns = (0..<width).map { column in String(cString: PQfname(result, column)) }
    cells = (0..<PQntuples(result)).map { row in
      (0..<width).map { column in
        PQgetisnull(result, row, column) == 1 ? nil : Self.text(result, row, column)
      }
    }
  }

  /// Decodes by length: a body of megabytes is not measured first.
  private static func text(_ result: OpaquePointer, _ row: Int32, _ column: Int32) -> String {
    guard let start = PQgetvalue(result, row, column) else { return "" }
    let length = Int(PQgetlength(result, row, column))
    let bytes = UnsafeRawBufferPointer(start: start, count: length)
    return String(decoding: bytes, as: UTF8.self)
  }
}
