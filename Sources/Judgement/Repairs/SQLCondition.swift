internal import Catalog
internal import SQLText

/// A condition as `pg_get_expr` prints it: columns of its own row are bare, but in inner queries, where they are
/// qualified.
struct SQLCondition: Hashable, Sendable {
  let text: String
  private let words: [String]

  init(_ text: String) {
    self.text = text
    words = StatementIndex.words(of: text)
  }

  /// The columns of the row itself that it names.
  func columns(of relation: Relation) -> Set<String> {
    let names = Set(relation.columns.map { $0.name.lowercased() })
    var found: Set<String> = []
    for (index, word) in words.enumerated() where names.contains(word.lowercased()) {
      let before = index > 0 ? words[index - 1] : ""
      let isQualified = before == "." && index > 1
      let isOwn =
        isQualified ? words[index - 2] == relation.name.name.name : before != "'" && before != "as" && before != ":"
      let isCall = index + 1 < words.count && words[index + 1] == "("
      if isOwn, !isCall { found.insert(word) }
    }
    return Set(relation.columns.map(\.name).filter { found.contains($0) || found.contains($0.lowercased()) })
  }

  /// Whether what it asks decides on these columns, whichever way it is met.
  func decides(on columns: Set<String>, of relation: Relation) -> Bool {
    text.conjuncts.contains { part in
      part.disjuncts.allSatisfy { columns.isSubset(of: SQLCondition($0).columns(of: relation)) }
    }
  }

  /// Whether it names something through this table or alias.
  func qualifies(with name: String) -> Bool {
    words.indices.dropLast().contains {
      words[$0] == name && words[$0 + 1] == "." && (($0 == 0) || words[$0 - 1] != ".")
    }
  }

  /// What stands in the place of a column: where it was bare, and where its table was named with it.
  struct Substitute {
    var bare: String
    var qualified: String
  }

  /// The same with other values in place of the row's own columns.
  func substituting(_ values: [String: Substitute], of relation: Relation) -> String {
    let prefix = relation.name.name.description + "."
    var result = ""
    var isLiteral = false
    var rest = text[...]
    while let first = rest.first {
      guard !isLiteral, first.isLetter || first == "_" else {
        if first == "'" { isLiteral.toggle() }
        result.append(first)
        rest = rest.dropFirst()
        continue
      }
      let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
      rest = rest.dropFirst(word.count)
      let value = rest.first == "(" || [":", " AS "].contains(where: result.hasSuffix) ? nil : values[String(word)]
      if let value, result.hasSuffix(prefix) {
        result = result.dropLast(prefix.count) + value.qualified
      } else if let value, result.last != "." {
        result += value.bare
      } else {
        result += word
      }
    }
    return result
  }

  /// Whether it reads a relation in an inner query.
  func reads(_ name: QualifiedName) -> Bool {
    words.indices.contains { index in
      guard words[index] == name.name.name, index > 0 else { return false }
      let isAfterSchema = words[index - 1] == "." && index > 2
      return ["from", "join"].contains(isAfterSchema ? words[index - 3] : words[index - 1])
    }
  }

  /// The same about rows that are called otherwise.
  func renamed(from old: Identifier, to new: Identifier) -> String {
    var result = ""
    var rest = text[...]
    while let range = rest.firstRange(of: old.description + ".") {
      let before = (result + rest[..<range.lowerBound]).last
      let isWhole = before.map { !$0.isLetter && !$0.isNumber && !"_.\"".contains($0) } ?? true
      result += rest[..<range.lowerBound] + (isWhole ? new.description + "." : old.description + ".")
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}

extension String {
  /// The parts of a condition that must all hold.
  var conjuncts: [String] { parts(" AND ") }
  /// The parts of a condition of which one is enough.
  var disjuncts: [String] { parts(" OR ") }

  private func parts(_ separator: String) -> [String] {
    let bare = withoutParentheses
    var parts: [String] = []
    var part = ""
    var depth = 0
    var isLiteral = false
    var rest = bare[...]
    while let character = rest.first {
      if depth == 0, !isLiteral, rest.hasPrefix(separator) {
        parts.append(part)
        part = ""
        rest = rest.dropFirst(separator.count)
        continue
      }
      if character == "'" { isLiteral.toggle() }
      if !isLiteral { depth += character == "(" ? 1 : character == ")" ? -1 : 0 }
      part.append(character)
      rest = rest.dropFirst()
    }
    return parts + [part]
  }

  /// Without the pairs of parentheses around the whole.
  var withoutParentheses: String {
    guard hasPrefix("("), hasSuffix(")") else { return self }
    var depth = 0
    var isLiteral = false
    for index in indices {
      if self[index] == "'" { isLiteral.toggle() }
      guard !isLiteral else { continue }
      depth += self[index] == "(" ? 1 : self[index] == ")" ? -1 : 0
      if depth == 0, self.index(after: index) != endIndex { return self }
    }
    return String(dropFirst().dropLast()).withoutParentheses
  }

  /// The condition and one more.
  func and(_ other: String) -> String {
    let (own, more) = (onOneLine.withoutParentheses, other.onOneLine.withoutParentheses)
    return own == "true" ? more : "(\(own)) and (\(more))"
  }
}
