package import SQLText

/// The migrations' statements, searchable by what they make or change.
package struct StatementIndex: Sendable {
  private struct Entry: Sendable {
    var statement: SourceStatement
    /// Words in lower case, quotes taken off, marks as words of their own; those of bodies and other strings too.
    var words: [String]
  }
  private let entries: [Entry]

  package init(_ statements: [SourceStatement]) {
    entries = statements.map { Entry(statement: $0, words: SQLLexer.words(of: $0.text)) }
  }

  /// The last statement that begins with one of the phrases and names the object right behind it, or anywhere.
  ///
  /// - Parameter phrases: as in `create view`; `or replace` and the like between are passed over.
  package func last(_ phrases: [String], naming name: QualifiedName) -> SourceStatement? {
    entries.last { entry in
      phrases.contains { Self.begins(entry.words, $0) } && Self.names(name, in: entry.words)
    }?.statement
  }

  /// The last statement that begins with the phrase and holds all of these words.
  package func last(_ phrase: String, holding words: [String]) -> SourceStatement? {
    entries.last { entry in
      Self.begins(entry.words, phrase) && words.allSatisfy { word in entry.words.contains(word) }
    }?.statement
  }

  /// Every statement in which a condition on its words holds.
  package func last(where holds: ([String]) -> Bool) -> SourceStatement? { entries.last { holds($0.words) }?.statement }

  private static let passedOver: Set<String> = [
    "or", "replace", "if", "not", "exists", "only", "recursive", "temp", "unique", "concurrently",
  ]

  private static func begins(_ words: [String], _ phrase: String) -> Bool {
    var rest = words.lazy.filter { !passedOver.contains($0) }.makeIterator()
    return phrase.split(separator: " ").allSatisfy { word in rest.next() == String(word) }
  }

  /// Whether the words hold the name, with its schema before it or with none at all.
  private static func names(_ name: QualifiedName, in words: [String]) -> Bool {
    words.indices.contains { index in
      guard words[index] == name.name.name else { return false }
      guard index >= 2, words[index - 1] == "." else { return true }
      return words[index - 2] == name.schema.name
    }
  }
}
