/// A schema and an object in it.
package struct QualifiedName: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var schema: Identifier
  package var name: Identifier

  package init(_ schema: Identifier, _ name: Identifier) {
    self.schema = schema
    self.name = name
  }

  package init(_ schema: String, _ name: String) { self.init(Identifier(schema), Identifier(name)) }

  /// Reads `schema.name`, each part bare (folded to lower case) or in double quotes, as SQL does; nil when it is neither.
  package init?(parsing text: String) {
    guard let parts = Self.parts(of: text), parts.count == 2 else { return nil }
    self.init(parts[0], parts[1])
  }

  /// Both parts in double quotes.
  package var quoted: String { schema.quoted + "." + name.quoted }

  package var description: String { "\(schema).\(name)" }

  package static func < (a: QualifiedName, b: QualifiedName) -> Bool {
    (a.schema.name, a.name.name) < (b.schema.name, b.name.name)
  }

  /// The dotted parts of a name as SQL reads them, or nil when the quotes do not match or a part is empty.
  package static func parts(of text: String) -> [String]? {
    var parts: [String] = []
    var rest = Substring(text)
    repeat {
      guard let part = takePart(from: &rest), !part.isEmpty else { return nil }
      parts.append(part)
      if rest.isEmpty { return parts }
    } while rest.popFirst() == "."
    return nil
  }

  private static func takePart(from rest: inout Substring) -> String? {
    guard rest.first == "\"" else {
      let part = rest.prefix { $0 != "." && $0 != "\"" }
      rest.removeFirst(part.count)
      return part.lowercased()
    }
    rest.removeFirst()
    var part = ""
    while let character = rest.popFirst() {
      if character != "\"" {
        part.append(character)
      } else if rest.first == "\"" {
        part.append("\"")
        rest.removeFirst()
      } else {
        return part
      }
    }
    return nil
  }
}
