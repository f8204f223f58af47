internal import CLibPQ
package import SQLAnswers

extension Connection {
  /// Whether the session is inside a transaction block, failed or not.
  package var isInTransaction: Bool {
    guard let wire else { return false }
    let status = PQtransactionStatus(wire.handle)
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
  }

  /// Runs `COPY … FROM stdin` with its data.
  ///
  /// - Throws: ``ConnectionFailure`` when the connection is lost or given up; a refusal is an answer.
  package func answer(copy statement: String, data: String) throws -> Answer {
    try exchange(within: limits.script, feeding: data) { PQsendQuery($0.handle, statement) == 1 }
  }
}

extension Wire {
  /// Sends the data of a `COPY … FROM stdin` in pieces, so that no more waits in memory than the server has yet to take.
  func transfer(_ data: String?, _ allowance: Allowance) throws(ConnectionFailure) {
    guard let data else {
      _ = PQputCopyEnd(handle, "no data was given for it")
      return
    }
    let bytes = Array(data.utf8)
    let piece = 1 << 20
    for start in stride(from: 0, to: bytes.count, by: piece) {
      let sent = bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { part in
        PQputCopyData(handle, part.bindMemory(to: CChar.self).baseAddress, Int32(part.count))
      }
      guard sent == 1 else { throw failure }
      try flush(allowance)
    }
    guard PQputCopyEnd(handle, nil) == 1 else { throw failure }
  }
}
