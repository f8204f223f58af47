/// A name of a database object, kept as the catalog stores it: without quotes, in its own case.
package struct Identifier: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
  package var name: String

  package init(_ name: String) { self.name = name }
  package init(stringLiteral value: String) { name = value }

  /// The name in double quotes, inner quotes doubled: safe in any SQL text.
  package var quoted: String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

  /// The name as a person writes it: bare where SQL would fold it to itself, quoted elsewhere.
  package var description: String { isPlain ? name : quoted }

  package static func < (a: Identifier, b: Identifier) -> Bool { a.name < b.name }

  private var isPlain: Bool {
    guard let first = name.utf8.first,
      first == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
    else { return false }
    return name.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
  }
}
