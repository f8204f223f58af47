internal import SQLText

/// What a function's source says of its arguments: what each is compared with, and what is taken out of a JSON one.
package struct BodyReading: Sendable {
  let tokens: [SQLToken.Kind]

  package init(_ body: String) { tokens = SQLLexer(body).map(\.kind) }

  /// A value inside a JSON document that the source takes out of it.
  package struct Leaf: Hashable, Sendable {
    /// Keys from the document down.
    package var path: [String]
    /// What it is cast to, as `format_type` prints it.
    package var type: String
    /// Literals that it is compared with.
    package var spoken: [String] = []
  }

  /// The literals and numbers that stand in one condition with a parameter.
  package func values(besideParameter name: String, at position: Int) -> (literals: [String], numbers: [Int]) {
    var literals: [String] = []
    var numbers: [Int] = []
    for (index, token) in tokens.enumerated() where isName(token, name, position) {
      for token in before(index) + condition(after: index) {
        switch token {
        case .string(let text) where !literals.contains(text): literals.append(text)
        case .number(let text): Int(text).map { numbers.append($0) }
        default: break
        }
      }
    }
    return (literals, numbers)
  }

  /// The functions that are called with a parameter as it is, each with the 0-based place of the argument.
  package func calls(passing name: String, at position: Int) -> [(function: String, place: Int)] {
    tokens.indices.dropLast().flatMap { index -> [(function: String, place: Int)] in
      guard let function = tokens[index].name, tokens[index + 1] == .punctuation("(") else { return [] }
      return tokens.arguments(from: index + 1).enumerated().compactMap { place, argument in
        let bare = argument.filter { !$0.isWrapping }
        let isPassed = bare.count <= 2 && bare.first.map { isName($0, name, position) } ?? false
        return isPassed ? (function, place) : nil
      }
    }
  }

  /// Whether a text parameter is read as JSON.
  package func castsToJSON(_ name: String) -> Bool {
    tokens.indices.dropLast(2).contains { index in
      isName(tokens[index], name, 0) && tokens[index + 1] == .operator("::")
        && (tokens[index + 2].keyword?.hasPrefix("json") ?? false)
    }
  }

  private func isName(_ token: SQLToken.Kind, _ name: String, _ position: Int) -> Bool {
    switch token {
    case .word(let word): word == name.lowercased()
    case .parameter(let number): number == position
    case .quoted(let word): word == name
    default: false
    }
  }

  /// What stands left of a name in `'full' = any (p_scopes)`.
  private func before(_ index: Int) -> [SQLToken.Kind] {
    tokens[max(0, index - 4)..<index].reversed().prefix { !Self.ends($0) }.filter {
      switch $0 {
      case .string, .number: true
      default: false
      }
    }
  }

  /// What follows a name until its condition ends.
  private func condition(after index: Int) -> [SQLToken.Kind] {
    var taken: [SQLToken.Kind] = []
    var isRange = false
    for token in tokens.dropFirst(index + 1).prefix(24) {
      if token == .word("between") { isRange = true }
      if Self.ends(token), !(isRange && token == .word("and")) { break }
      if token == .word("and") { isRange = false }
      taken.append(token)
    }
    return taken
  }

  private static let ending: Set<String> = [
    "and", "or", "then", "loop", "select", "from", "where", "return", "returning", "end", "if", "elsif", "else",
    "group",
    "order", "limit", "into", "insert", "update", "delete", "set", "perform", "join", "raise", "begin",
  ]

  private static func ends(_ token: SQLToken.Kind) -> Bool {
    switch token {
    case .word(let word): ending.contains(word)
    case .punctuation(let mark): mark == ";"
    default: false
    }
  }
}

// MARK: JSON

extension BodyReading {
  /// What the source takes out of JSON documents, in its order and without repetition; a longer path takes the place of a
  /// shorter one that it goes on from.
  package var leaves: [Leaf] {
    var found: [Leaf] = []
    var index = 0
    while index < tokens.count {
      let (leaves, next) = leaves(at: index)
      for leaf in leaves {
        if let known = found.firstIndex(where: { $0.path == leaf.path }) {
          found[known].spoken += leaf.spoken.filter { !found[known].spoken.contains($0) }
          if found[known].type == "text" { found[known].type = leaf.type }
        } else {
          found.append(leaf)
        }
      }
      index = next
    }
    return found.filter { leaf in
      !found.contains { $0.path.count > leaf.path.count && $0.path.starts(with: leaf.path) }
    }
  }

  private func leaves(at index: Int) -> ([Leaf], next: Int) {
    switch tokens[index] {
    case .operator("->"), .operator("->>"), .operator("#>"), .operator("#>>"), .operator("?"):
      let (path, end) = chain(from: index)
      guard !path.isEmpty else { return ([], index + 1) }
      return ([leaf(path, endingAt: end, isFlag: tokens[index] == .operator("?"))], end)
    case .word(let word) where word.hasPrefix("json") && word.contains("_extract_path"):
      let path = tokens.group(from: index + 1).compactMap(\.literal)
      return (path.isEmpty ? [] : [Leaf(path: path, type: "text")], index + 1)
    case .word(let word) where word.hasPrefix("json") && word.contains("_to_record"):
      return (columns(after: index), index + 1)
    default:
      return ([], index + 1)
    }
  }

  /// The keys of `-> 'a' -> 'b' ->> 'c'` and of `#>> '{a,b}'`, and where they end.
  private func chain(from start: Int) -> (path: [String], end: Int) {
    var path: [String] = []
    var index = start
    while index + 1 < tokens.count, case .operator(let mark) = tokens[index], let key = tokens[index + 1].literal {
      if mark == "->" || mark == "->>" || mark == "?" && path.isEmpty {
        path.append(key)
      } else if mark == "#>" || mark == "#>>" {
        path += key.filter { !"{}\" ".contains($0) }.split(separator: ",").map(String.init)
      } else {
        break
      }
      index += 2
    }
    return (path.filter { !$0.isEmpty }, index)
  }

  private func leaf(_ path: [String], endingAt end: Int, isFlag: Bool) -> Leaf {
    var index = end
    while index < min(end + 5, tokens.count), tokens[index].isFiller { index += 1 }
    let isDocument = tokens[end - 2] == .operator("->")
    let isCast = index < tokens.count && (tokens[index] == .operator("::") || tokens[index] == .word("as"))
    let type = isCast ? Self.types[tokens.indices.contains(index + 1) ? tokens[index + 1].text : ""] : nil
    let spoken = condition(after: end - 1).compactMap(\.literal).filter { !$0.isEmpty }
    let untyped = isFlag ? "boolean" : isDocument && spoken.isEmpty ? "jsonb" : "text"
    return Leaf(path: path, type: type ?? untyped, spoken: spoken)
  }

  /// The column definitions of `jsonb_to_recordset(…) as x (id uuid, name text)`.
  private func columns(after index: Int) -> [Leaf] {
    let argument = tokens.group(from: index + 1)
    var next = index + 3 + argument.count
    while next < tokens.count, next < index + 6 + argument.count, tokens[next] != .punctuation("(") { next += 1 }
    let prefix = argument.compactMap(\.literal)
    return tokens.group(from: next).split(separator: .punctuation(",")).compactMap { definition in
      let parts = definition.map(\.text)
      guard parts.count > 1 else { return nil }
      let spoken = values(besideParameter: parts[0], at: 0).literals
      return Leaf(path: prefix + [parts[0]], type: Self.types[parts[1]] ?? parts[1], spoken: spoken)
    }
  }

  /// The row types of `jsonb_populate_record(null::public.orders, …)`.
  package var populatedTypes: [String] {
    tokens.indices.compactMap { index -> String? in
      guard case .word(let word) = tokens[index], word.hasPrefix("json"), word.contains("_populate_record") else {
        return nil
      }
      let cast = tokens.group(from: index + 1).split(separator: .operator("::")).dropFirst().first
      return cast?.prefix { $0 != .punctuation(",") }.map(\.text).joined()
    }
  }

  /// Types by the names that sources use for them.
  private static let types = [
    "uuid": "uuid", "text": "text", "varchar": "text", "int": "integer", "int4": "integer", "integer": "integer",
    "bigint": "bigint", "int8": "bigint", "smallint": "smallint", "numeric": "numeric", "bool": "boolean",
    "boolean": "boolean", "date": "date", "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp with time zone", "jsonb": "jsonb", "json": "json", "regclass": "regclass",
  ]
}

extension SQLToken.Kind {
  var count: Int? { if case .number(let text) = self { Int(text) } else { nil } }

  /// What may stand between a value and its cast, as in `nullif(x ->> 'a', '')::uuid`.
  fileprivate var isFiller: Bool { literal != nil || self == .punctuation(")") || self == .punctuation(",") }
}
