internal import SQLText

/// What a statement about an extension names.
package struct ExtensionStatement: Hashable, Sendable {
  package var name: String
  /// The schema that the extension is to go into, where the statement says so.
  package var schema: String?

  /// Reads `CREATE`, `ALTER`, `DROP` or `COMMENT ON EXTENSION`; nil for any other statement.
  package init?(_ statement: ScriptStatement) {
    guard statement.words.prefix(3).contains("extension") else { return nil }
    var names = SQLLexer(statement.text).compactMap(\.kind.name)[...]
    guard let keyword = names.firstIndex(of: "extension") else { return nil }
    names = names[(keyword + 1)...].drop { ["if", "not", "exists"].contains($0) }
    guard let name = names.first else { return nil }
    self.name = name
    schema = names.firstIndex(of: "schema").flatMap { names.dropFirst($0 + 1 - names.startIndex).first }
  }
}
