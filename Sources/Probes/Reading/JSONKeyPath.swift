internal import SQLText

/// Where in a JSON document of the request a text looks: the keys behind `-> 'user_metadata'`, and what it does with what is there.
package struct JSONKeyPath: Hashable, Sendable {
  package enum Shape: Hashable, Sendable { case text, list, flag, objects }

  package var keys: [String]
  package var shape: Shape
  /// Of a list of objects, what is taken out of each.
  package var members: [String] = []

  package init(keys: [String], shape: Shape, members: [String] = []) {
    (self.keys, self.shape, self.members) = (keys, shape, members)
  }
}

extension JSONKeyPath {
  /// Strings in strings are read this deep.
  private static let deepest = 8

  /// The paths below a key, in the order of the text; one without keys where the text names the key by a variable.
  package static func paths(below root: String, in text: String) -> [JSONKeyPath] {
    paths(below: root, in: text, deepest: deepest)
  }

  private static func paths(below root: String, in text: String, deepest: Int) -> [JSONKeyPath] {
    let tokens = SQLLexer(text).map(\.kind)
    return tokens.indices.flatMap { index -> [JSONKeyPath] in
      let rest = tokens[(index + 1)...]
      if let literal = tokens[index].literal {
        return paths(below: root, inString: literal, then: rest, deepest: deepest - 1)
      }
      guard let name = dotted(tokens[...index]), name.contains(root) else { return [] }
      return [name.hasSuffix(root) ? steps(in: rest) : JSONKeyPath(keys: [], shape: .text)]
    }
  }

  /// The name that ends a text, with what it is qualified by.
  private static func dotted(_ tokens: ArraySlice<SQLToken.Kind>) -> String? {
    guard let name = tokens.last?.name else { return nil }
    let before = tokens.dropLast()
    guard before.last == .punctuation("."), let qualifier = before.dropLast().last?.name else { return name }
    return qualifier + "." + name
  }

  /// The key as in `'user_metadata'`, a path that is written out, or SQL of its own.
  private static func paths(
    below root: String, inString literal: String, then rest: ArraySlice<SQLToken.Kind>, deepest: Int
  ) -> [JSONKeyPath] {
    guard let found = literal.firstRange(of: root) else { return [] }
    let (before, behind) = (literal[..<found.lowerBound], literal[found.upperBound...])
    if before.last == "{" || before.suffix(3).contains("$") { return [written(in: behind, then: rest)] }
    if behind.isEmpty { return [steps(in: rest)] }
    return deepest > 0 ? paths(below: root, in: literal, deepest: deepest) : []
  }

  /// `-> 'a' ->> 'b'` and `#>> '{a,b}'`.
  private static func steps(in tokens: ArraySlice<SQLToken.Kind>) -> JSONKeyPath {
    var keys: [String] = []
    var rest = tokens.drop(while: \.isNoise)
    while let step = rest.first, step.isStep {
      let behind = rest.dropFirst().drop(while: \.isNoise)
      guard let literal = behind.first?.literal else { break }
      keys += literal.split { "{},\"".contains($0) }.map(String.init)
      rest = behind.dropFirst().drop(while: \.isNoise)
    }
    return JSONKeyPath(keys: keys, shape: shape(of: tokens, endingAt: rest.startIndex))
  }

  /// The rest of `'{user_metadata,a,b}'` or `'$.user_metadata.a.b'`.
  private static func written(in path: Substring, then tokens: ArraySlice<SQLToken.Kind>) -> JSONKeyPath {
    let keys = path.split { "{},.\" \"[]*?@()=".contains($0) }.map(String.init)
    return JSONKeyPath(keys: keys, shape: shape(of: tokens, endingAt: tokens.drop(while: \.isNoise).startIndex))
  }

  private static func shape(of tokens: ArraySlice<SQLToken.Kind>, endingAt end: Int) -> Shape {
    if end < tokens.endIndex, tokens[end].asksForMember { return .list }
    let casts = tokens[..<end].indices.dropFirst().contains { index in
      tokens[index - 1] == .operator("::") && tokens[index].keyword?.hasPrefix("bool") == true
    }
    return casts ? .flag : .text
  }
}

extension SQLToken.Kind {
  private static let noise: Set<String> = [
    "jsonb", "json", "text", "character", "varying", "varchar", "boolean", "bool", "true",
  ]

  /// What may stand between a key and the next operator: brackets, casts and defaults.
  fileprivate var isNoise: Bool {
    switch self {
    case .word(let word): Self.noise.contains(word)
    case .string(let text): ["", "{}", "[]"].contains(text)
    case .operator(let mark): mark == "::"
    case .punctuation(let mark): ["(", ")", ",", ":"].contains(mark)
    case .quoted, .number, .parameter: false
    }
  }

  fileprivate var isStep: Bool {
    [.operator("->"), .operator("->>"), .operator("#>"), .operator("#>>")].contains(self)
  }

  /// `? 'a'`, `?| array['a']` and `@> '["a"]'`.
  fileprivate var asksForMember: Bool {
    if case .operator(let mark) = self { mark.hasPrefix("?") || mark.hasPrefix("@>") } else { false }
  }
}
