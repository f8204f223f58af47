internal import SQLAnswers

/// The program could not reach a database, lost it, or gave up waiting for it.
package struct ConnectionFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// The server refused the connection or ended it.
    case lost
    /// The connection was given up since an answer took too long.
    case timedOut
    /// The connection was given up since an answer held too much.
    case flooded
  }

  package var message: String
  package var kind: Kind
  package var description: String { message }

  package init(_ message: String, _ kind: Kind = .lost) {
    var text = message[...]
    while text.last?.isNewline == true { text.removeLast() }
    self.message = String(text)
    self.kind = kind
  }

  /// The failure as an answer to the statement that caused it: it costs that statement and its connection, not the run.
  var asRefusal: ServerMessage {
    var refusal = ServerMessage(
      severity: "FATAL", sqlState: kind == .flooded ? "54000" : "57014", message: message)
    refusal.isOurs = true
    return refusal
  }

  /// The failure with what was waited for.
  func waiting(for what: String?) -> ConnectionFailure {
    guard kind != .lost, let what else { return self }
    return ConnectionFailure("\(message), asked: \(what)", kind)
  }
}
