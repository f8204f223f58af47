/// Where each key and each element of a TOML document stands; the parser tells only where a text is wrong.
///
/// It reads documents that have been parsed already, so it need not tell good from bad.
struct LineIndex: Sendable {
  enum Step: Hashable, Sendable {
    case key(String)
    /// 0-based.
    case index(Int)
  }

  private var lines: [[Step]: Int] = [:]
  private var bytes: [UInt8]
  private var position = 0
  private var line = 1
  /// The table that the last header opened.
  private var table: [Step] = []
  private var lengths: [[Step]: Int] = [:]

  init(_ text: String) {
    bytes = Array(text.utf8)
    while skipSpace(), let byte = peek() {
      if byte == UInt8(ascii: "[") { readHeader() } else { readPair(in: table, until: []) }
    }
    bytes = []
  }

  /// The 1-based line of a place, or of what encloses it.
  func line(of path: [Step]) -> Int {
    var path = path[...]
    while !path.isEmpty {
      if let line = lines[Array(path)] { return line }
      path.removeLast()
    }
    return 1
  }

  private mutating func note(_ path: [Step]) {
    if lines[path] == nil { lines[path] = line }
  }

  // MARK: - Tables

  private mutating func readHeader() {
    let isElement = peek(1) == UInt8(ascii: "[")
    position += isElement ? 2 : 1
    let keys = readKeys()
    table = keys.dropLast().reduce(into: []) { path, key in path = lastElement(of: path + [.key(key)]) }
    table.append(.key(keys.last ?? ""))
    if isElement {
      let count = lengths[table, default: 0]
      lengths[table] = count + 1
      note(table)
      table.append(.index(count))
    } else {
      table = lastElement(of: table)
    }
    note(table)
    while let byte = peek(), byte != Self.newline { position += 1 }
  }

  /// A header below an array of tables speaks of the array's last table.
  private func lastElement(of path: [Step]) -> [Step] {
    lengths[path].map { path + [.index($0 - 1)] } ?? path
  }

  // MARK: - Keys and values

  private mutating func readPair(in table: [Step], until ends: [UInt8]) {
    let start = position
    var path = table
    for key in readKeys() {
      path.append(.key(key))
      note(path)
    }
    if peek() == UInt8(ascii: "=") { position += 1 }
    readValue(at: path, until: ends)
    if position == start { position += 1 }
  }

  private mutating func readKeys() -> [String] {
    var keys: [String] = []
    repeat {
      skipBlanks()
      keys.append(readKey())
      skipBlanks()
      guard peek() == UInt8(ascii: ".") else { return keys }
      position += 1
    } while true
  }

  private mutating func readKey() -> String {
    let start = position
    if let quote = peek(), quote == Self.doubleQuote || quote == Self.singleQuote {
      skipString()
      return String(decoding: bytes[(start + 1)..<max(start + 1, position - 1)], as: UTF8.self)
    }
    while let byte = peek(), !"=.] \t\n\r".utf8.contains(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func readValue(at path: [Step], until ends: [UInt8]) {
    skipBlanks()
    note(path)
    switch peek() {
    case Self.doubleQuote, Self.singleQuote: skipString()
    case UInt8(ascii: "["):
      readList(closing: UInt8(ascii: "]")) { index, number in
        index.readValue(at: path + [.index(number)], until: Array(",]".utf8))
      }
    case UInt8(ascii: "{"):
      readList(closing: UInt8(ascii: "}")) { index, _ in index.readPair(in: path, until: Array(",}".utf8)) }
    default:
      while let byte = peek(), byte != Self.newline, byte != UInt8(ascii: "#"), !ends.contains(byte) { position += 1 }
    }
  }

  private mutating func readList(closing: UInt8, _ item: (inout LineIndex, Int) -> Void) {
    position += 1
    var number = 0
    while skipSpace(), let byte = peek(), byte != closing {
      if byte == UInt8(ascii: ",") {
        position += 1
      } else {
        item(&self, number)
        number += 1
      }
    }
    position = min(bytes.count, position + 1)
  }

  // MARK: - Bytes

  private static let newline = UInt8(ascii: "\n")
  private static let doubleQuote = UInt8(ascii: "\"")
  private static let singleQuote = UInt8(ascii: "'")

  private func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  /// Passes over strings of both quotes, one line or many.
  private mutating func skipString() {
    guard let quote = peek() else { return }
    let width = peek(1) == quote && peek(2) == quote ? 3 : 1
    position += width
    while let byte = peek() {
      if byte == Self.newline { line += 1 }
      if byte == UInt8(ascii: "\\"), quote == Self.doubleQuote {
        position += 1
      } else if byte == quote, width == 1 || (peek(1) == quote && peek(2) == quote) {
        position += width
        return
      }
      position += 1
    }
  }

  private mutating func skipBlanks() {
    while let byte = peek(), byte == 0x20 || byte == 0x09 { position += 1 }
  }

  /// Passes over white space, line ends and comments; always true, so that it can stand in a condition.
  private mutating func skipSpace() -> Bool {
    while let byte = peek() {
      if byte == Self.newline { line += 1 }
      if byte == UInt8(ascii: "#") {
        while let next = peek(), next != Self.newline { position += 1 }
      } else if byte == 0x20 || (0x09...0x0D).contains(byte) {
        position += 1
      } else {
        break
      }
    }
    return true
  }
}
