/// Where in a JSON document of the request a text looks: the keys behind `-> 'user_metadata'`, and what it does with what is there.
struct JSONKeyPath: Hashable, Sendable {
  enum Shape: Hashable, Sendable { case text, list, flag, objects }

  var keys: [String]
  var shape: Shape
  /// Of a list of objects, what is taken out of each.
  var members: [String] = []

  /// The paths below a key, in the order of the text; one without keys where the text names the key by a variable.
  static func paths(below root: String, in text: String) -> [JSONKeyPath] {
    var paths: [JSONKeyPath] = []
    var rest = text[...]
    while let found = rest.firstRange(of: root) {
      let before = rest[..<found.lowerBound]
      rest = rest[found.upperBound...]
      if before.last == "{" || before.suffix(3).contains("$") {
        paths.append(written(in: rest.prefix { $0 != "'" }, then: rest.drop { $0 != "'" }.dropFirst()))
      } else {
        paths.append(steps(in: rest.first == "'" ? rest.dropFirst() : rest))
      }
    }
    return paths
  }

  /// `-> 'a' ->> 'b'` and `#>> '{a,b}'`.
  private static func steps(in text: Substring) -> JSONKeyPath {
    var keys: [String] = []
    var rest = skippingNoise(text)
    while let operation = ["->>", "->", "#>>", "#>"].first(where: rest.hasPrefix) {
      let behind = skippingNoise(rest.dropFirst(operation.count))
      guard behind.first == "'" else { break }
      let literal = behind.dropFirst().prefix { $0 != "'" }
      keys += literal.split { "{},\"".contains($0) }.map(String.init)
      rest = skippingNoise(behind.dropFirst(literal.count + 2))
    }
    return JSONKeyPath(keys: keys, shape: shape(of: text, behind: rest))
  }

  /// The rest of `'{user_metadata,a,b}'` or `'$.user_metadata.a.b'`.
  private static func written(in literal: Substring, then rest: Substring) -> JSONKeyPath {
    let keys = literal.split { "{},.\" \"[]*?@()=".contains($0) }.map(String.init)
    return JSONKeyPath(keys: keys, shape: shape(of: rest, behind: skippingNoise(rest)))
  }

  private static func shape(of text: Substring, behind rest: Substring) -> Shape {
    if rest.hasPrefix("?") || rest.hasPrefix("@>") { return .list }
    let casts = text.prefix(text.count - rest.count).lowercased()
    return casts.contains("::bool") || rest.lowercased().hasPrefix("::bool") ? .flag : .text
  }

  /// What may stand between a key and the next operator: brackets, casts and defaults.
  private static func skippingNoise(_ text: Substring) -> Substring {
    var rest = text
    while let first = rest.first {
      if first.isWhitespace || "():,".contains(first) {
        rest.removeFirst()
      } else if let empty = ["''", "'{}'", "'[]'"].first(where: rest.hasPrefix) {
        rest.removeFirst(empty.count)
      } else if let word = noise.first(where: rest.lowercasedPrefix) {
        rest.removeFirst(word.count)
      } else {
        return rest
      }
    }
    return rest
  }

  private static let noise = ["jsonb", "json", "text", "character varying", "varchar", "boolean", "bool", "true"]
}

extension Substring {
  fileprivate func lowercasedPrefix(_ word: String) -> Bool { prefix(word.count).lowercased() == word }
}
