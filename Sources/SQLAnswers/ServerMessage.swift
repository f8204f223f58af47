/// An error or a notice as the server sent it.
package struct ServerMessage: Error, Hashable, Sendable, CustomStringConvertible {
  /// ERROR, FATAL, PANIC, WARNING, NOTICE, DEBUG, INFO or LOG, never translated.
  package var severity: String
  /// Five characters.
  package var sqlState: String
  package var message: String
  package var detail: String?
  package var hint: String?
  package var context: String?
  /// 1-based character in the statement, where the server knows it.
  package var position: Int?
  package var schema: String?
  package var table: String?
  package var column: String?
  package var constraint: String?
  /// Whether a PL/pgSQL RAISE made it, and not Postgres itself.
  package var isRaised = false
  /// Whether it was not the server that ended the statement: we gave up its connection.
  package var isOurs = false

  package init(
    severity: String = "ERROR", sqlState: String, message: String, detail: String? = nil, hint: String? = nil,
    context: String? = nil, position: Int? = nil
  ) {
    self.severity = severity
    self.sqlState = sqlState
    self.message = message
    self.detail = detail
    self.hint = hint
    self.context = context
    self.position = position
  }

  /// Whether a domain refused a value: its constraints stand on no table.
  package var isOfDomain: Bool { !isRaised && table == nil && (sqlState == "23514" || sqlState == "23502") }

  package var description: String {
    var text = "\(message) (SQLSTATE \(sqlState))"
    if let detail = detailWithoutRows { text += "\ndetail: \(detail)" }
    if let hint { text += "\nhint: \(hint)" }
    return text
  }

  /// The detail without the values of the row that it quotes.
  ///
  /// `Failing row contains (…)` is nil, and `Key (token)=(…) already exists.` keeps the name of the column.
  package var detailWithoutRows: String? {
    guard let detail, !detail.hasPrefix("Failing row contains") else { return nil }
    guard detail.hasPrefix("Key "), let values = detail.firstRange(of: ")=(") else { return detail }
    let end = detail[values.upperBound...].lastIndex(of: ")").map(detail.index(after:)) ?? detail.endIndex
    return detail[..<values.lowerBound] + ")" + detail[end...]
  }
}
