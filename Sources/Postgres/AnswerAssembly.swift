internal import CLibPQ
internal import SQLAnswers

/// Puts an answer together from the results that libpq hands out, rows one by one.
///
/// A row at a time, because libpq keeps whole answers in memory whatever their size.
struct AnswerAssembly {
  private var rows: Rows?

  /// - Returns: the answer when it is complete.
  mutating func add(_ result: OpaquePointer, counting allowance: inout Allowance) throws(ConnectionFailure) -> Answer? {
    switch PQresultStatus(result) {
    case PGRES_SINGLE_TUPLE:
      try keep(result, &allowance)
      return nil
    case PGRES_TUPLES_OK:
      try keep(result, &allowance)
      defer { rows = nil }
      return .rows(rows ?? Rows(columns: [], cells: []), notices: [])
    default:
      rows = nil
      // A message can be as long as a row.
      allowance.hold(PQresultMemorySize(result))
      try allowance.check(beside: 0)
      return Answer(result)
    }
  }

  /// Counts before it copies: what is too much is never held twice.
  private mutating func keep(_ result: OpaquePointer, _ allowance: inout Allowance) throws(ConnectionFailure) {
    if rows == nil { rows = Rows(columns: Rows.columns(of: result), cells: []) }
    for row in 0..<PQntuples(result) {
      allowance.hold(Rows.size(of: result, row))
      try allowance.check(beside: 0)
      rows?.cells.append(Rows.cells(of: result, row))
    }
  }
}
