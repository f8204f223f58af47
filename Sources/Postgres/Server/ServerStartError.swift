/// A server could not be found, made or started; the message says what to do next.
package struct ServerStartError: Error, Hashable, Sendable, CustomStringConvertible {
  package var message: String
  package var description: String { message }

  package init(_ message: String) { self.message = message }
}

/// A server ended before it took a connection.
struct ServerEnded: Error {
  /// The last lines of its log.
  var words: String
}
