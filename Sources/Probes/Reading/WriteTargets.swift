internal import SQLText

/// The relations that a source text writes into: those named behind INSERT INTO, UPDATE, DELETE FROM and MERGE INTO, in the
/// statements that it executes too.
package struct WriteTargets: Hashable, Sendable {
  /// Without their schemas, in lower case.
  package private(set) var names: [String] = []
  /// Whether a name is put together when the statement runs.
  package private(set) var arePasted = false

  package init(in text: String) {
    let tokens = SQLLexer.opened(text).map(\.kind)
    for index in tokens.indices {
      guard let target = Self.target(of: tokens[index...]) else { continue }
      read(tokens[target...])
    }
  }

  /// Where the relation's name begins, if a write begins here.
  private static func target(of tokens: ArraySlice<SQLToken.Kind>) -> Int? {
    let start = tokens.startIndex
    let second = tokens.dropFirst().first?.keyword
    switch (tokens.first?.keyword, second) {
    case ("insert", "into"), ("merge", "into"), ("delete", "from"): return start + 2
    // Of ON CONFLICT DO UPDATE SET the relation was named before.
    case ("update", "set"): return nil
    case ("update", _): return start + 1
    default: return nil
    }
  }

  private mutating func read(_ tokens: ArraySlice<SQLToken.Kind>) {
    var rest = tokens.first == .word("only") ? tokens.dropFirst() : tokens
    var last = ""
    while let name = rest.first?.name {
      last = name
      rest = rest.dropFirst()
      guard rest.first == .punctuation(".") else { break }
      (last, rest) = ("", rest.dropFirst())
    }
    let isPasted = last.isEmpty ? rest.first?.isPasting ?? false : last.contains("%")
    if isPasted { arePasted = true } else if !last.isEmpty { names.append(last.lowercased()) }
  }
}

extension SQLToken.Kind {
  /// What stands in the place of a name in `'insert into ' || name`, `'update %I set'` and `'delete from $1'`.
  fileprivate var isPasting: Bool {
    switch self {
    case .operator(let mark): mark.hasPrefix("|") || mark.hasPrefix("%")
    case .parameter: true
    case .word, .quoted, .string, .number, .punctuation: false
    }
  }
}
