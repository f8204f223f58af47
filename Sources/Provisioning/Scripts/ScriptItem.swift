/// One thing that a script asks for.
package enum ScriptItem: Hashable, Sendable {
  case statement(ScriptStatement)
  case metaCommand(MetaCommand)
}

/// One statement, without its semicolon.
package struct ScriptStatement: Hashable, Sendable {
  package var text: String
  /// 1-based line of its first word.
  package var line: Int
  /// The first words in lower case, at most ``StatementSplitter/wordsKept``.
  package var words: [String]
  /// What follows `COPY … FROM stdin` up to the line `\.`; nil for any other statement.
  package var copyData: String?

  package init(text: String, line: Int, words: [String] = [], copyData: String? = nil) {
    self.text = text
    self.line = line
    self.words = words
    self.copyData = copyData
  }

  /// The line of a character of the statement.
  ///
  /// - Parameter position: 1-based, in characters as the server counts them.
  package func line(at position: Int?) -> Int {
    guard let position else { return line }
    return line + text.unicodeScalars.prefix(position - 1).count { $0 == "\n" }
  }
}

/// A line that psql would keep for itself.
package struct MetaCommand: Hashable, Sendable {
  /// The name with its backslash, as in `\set`.
  package var name: String
  /// 1-based.
  package var line: Int
  /// Whether it stands in the middle of a statement.
  package var isInsideStatement: Bool

  /// Why the script cannot be run without it; nil where passing over it changes nothing in the database.
  package var objection: String? {
    switch name {
    case "\\i", "\\ir", "\\include", "\\include_relative":
      "\(name) is psql's: list the included file under [database].migrations, before this one"
    case "\\copy", "\\gexec", "\\if", "\\elif", "\\else", "\\endif", "\\bind":
      "\(name) is psql's, and the script means something else without it: write it in SQL"
    default: isInsideStatement ? "\(name) stands in the middle of a statement" : nil
    }
  }
}
