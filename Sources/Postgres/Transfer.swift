internal import CLibPQ

extension Connection {
  /// Whether the session is inside a transaction block, failed or not.
  package var isInTransaction: Bool {
    guard let handle else { return false }
    let status = PQtransactionStatus(handle)
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
  }

  /// Runs `COPY … FROM stdin` with its data.
  ///
  /// - Throws: ``ConnectionFailure`` when the connection is lost; a refusal is an answer.
  package func answer(copy statement: String, data: String) throws -> Answer {
    let live = try requireHandle()
    let opened = PQexec(live, statement)
    guard PQresultStatus(opened) == PGRES_COPY_IN else { return try decode(opened, live) }
    PQclear(opened)
    var data = data
    let sent = data.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { PQputCopyData(live, $0.baseAddress, Int32($0.count)) }
    }
    guard sent == 1, PQputCopyEnd(live, nil) == 1 else {
      throw ConnectionFailure(String(cString: PQerrorMessage(live)))
    }
    let answer = try decode(PQgetResult(live), live)
    while let extra = PQgetResult(live) { PQclear(extra) }
    return answer
  }
}
