/// One link of the chain from a request to a secret, read from the catalog.
package struct Cause: Hashable, Sendable {
  /// As in `policy members_read on public.oauth_tokens`.
  package var object: String
  package var fact: String
  /// The statement that made it so, where a migration did.
  package var file: String?
  /// 1-based.
  package var line: Int?

  package init(object: String, fact: String, at statement: SourceStatement? = nil) {
    self.object = object
    self.fact = fact
    file = statement?.file
    line = statement?.line
  }
}

/// A statement of a migration, for finding the line that opened a door.
package struct SourceStatement: Hashable, Sendable {
  package var file: String
  /// 1-based.
  package var line: Int
  package var text: String

  package init(file: String, line: Int, text: String) {
    self.file = file
    self.line = line
    self.text = text
  }
}
