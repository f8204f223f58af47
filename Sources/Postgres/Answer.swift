internal import CLibPQ
internal import SQLAnswers

extension Answer {
  /// An answer without rows, as libpq hands it out.
  init(_ result: OpaquePointer) {
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
      self = .command(tag: String(cString: PQcmdStatus(result)), notices: [])
    case PGRES_PIPELINE_ABORTED: self = .skipped
    default: self = .failed(ServerMessage(result), notices: [])
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
