/// How to reach a database: libpq's keywords and values.
package struct ConnectionInfo: Hashable, Sendable, CustomStringConvertible {
  /// A libpq URI or keyword string that the other settings are laid over.
  package var base: String?
  package var settings: [String: String]

  package init(_ settings: [String: String]) {
    self.settings = settings
    base = nil
  }

  /// Takes what a user gave with `--database`: a URI or keywords.
  package init(uri: String) {
    base = uri
    settings = [:]
  }

  package func with(_ keyword: String, _ value: String) -> ConnectionInfo {
    var copy = self
    copy.settings[keyword] = value
    return copy
  }

  package func database(_ name: String) -> ConnectionInfo { with("dbname", name) }
  package func user(_ name: String) -> ConnectionInfo { with("user", name) }

  /// Keywords in libpq's order of precedence: a later `dbname` overrides the one inside the URI.
  var keywords: [(String, String)] {
    let ordered = settings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return (base.map { [("dbname", $0)] } ?? []) + ordered
  }

  /// What can be printed: without a password.
  package var description: String {
    let shown = settings.filter { $0.key != "password" }.sorted { $0.key < $1.key }
    let keywords = shown.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    return [base.map { _ in "the given server" }, keywords.isEmpty ? nil : keywords].compactMap(\.self).joined(
      separator: " ")
  }
}

/// The program could not reach a database or lost it.
package struct ConnectionFailure: Error, Sendable, CustomStringConvertible {
  package var message: String
  package var description: String { message }

  package init(_ message: String) {
    var text = message[...]
    while text.last?.isNewline == true { text.removeLast() }
    self.message = String(text)
  }
}
