package import Catalog

/// Reads the target list of a view's query from the text of its node tree (`pg_rewrite.ev_action`).
///
/// Only the outermost query counts, as PostgREST has it: a set operation or an expression has no origin there. The rest
/// of the tree, most of it, is skipped by counting brackets.
package struct ViewLineage {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// The columns that are unchanged columns of another relation.
  package static func origins(ofAction text: String) -> [ColumnOrigin] {
    var text = text
    return text.withUTF8 { bytes in
      var reader = ViewLineage(bytes: bytes)
      return reader.origins()
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private mutating func origins() -> [ColumnOrigin] {
    guard enterNode(), find(key: ":targetList") else { return [] }
    skipSpace()
    // A query without a target list prints it as <>.
    guard peek == UInt8(ascii: "(") else { return [] }
    position += 1
    var origins: [ColumnOrigin] = []
    skipSpace()
    while peek == UInt8(ascii: "{") {
      if let origin = targetEntry() { origins.append(origin) }
      skipSpace()
    }
    return origins
  }

  /// Steps behind `({NAME`.
  private mutating func enterNode() -> Bool {
    while let byte = peek, byte == UInt8(ascii: "(") || byte == UInt8(ascii: " ") { position += 1 }
    guard peek == UInt8(ascii: "{") else { return false }
    position += 1
    skipToken()
    return true
  }

  /// Steps behind a key of the node at hand; its values before are skipped, so that none is taken for a key.
  private mutating func find(key: String) -> Bool {
    while let found = nextKey() {
      if found.elementsEqual(key.utf8) { return true }
      skipValue()
    }
    return false
  }

  private mutating func targetEntry() -> ColumnOrigin? {
    guard enterNode() else { return nil }
    var origin = ColumnOrigin(column: 0, relation: 0, relationColumn: 0)
    var isJunk = false
    while let key = nextKey() {
      if key.elementsEqual(":resno".utf8) {
        origin.column = number()
      } else if key.elementsEqual(":resorigtbl".utf8) {
        origin.relation = OID(truncatingIfNeeded: number())
      } else if key.elementsEqual(":resorigcol".utf8) {
        origin.relationColumn = number()
      } else if key.elementsEqual(":resjunk".utf8) {
        skipSpace()
        isJunk = peek == UInt8(ascii: "t")
        skipToken()
      } else {
        skipValue()
      }
    }
    position += 1
    return origin.relation == 0 || isJunk ? nil : origin
  }

  /// The next `:key` of this node, or nil at its end, where the position is on the closing brace.
  private mutating func nextKey() -> Slice<UnsafeBufferPointer<UInt8>>? {
    skipSpace()
    guard peek == UInt8(ascii: ":") else { return nil }
    let start = position
    skipToken()
    return bytes[start..<position]
  }

  private mutating func number() -> Int {
    skipSpace()
    let start = position
    skipToken()
    return Int(String(decoding: bytes[start..<position], as: UTF8.self)) ?? 0
  }

  /// A value is one token, or a bracketed node or list, or a constant's `length [ bytes ]`.
  private mutating func skipValue() {
    skipSpace()
    guard let byte = peek else { return }
    if isOpening(byte) { skipBrackets() } else { skipToken() }
  }

  private mutating func skipBrackets() {
    var depth = 0
    repeat {
      guard let byte = peek else { return }
      position += 1
      if byte == UInt8(ascii: "\\") {
        position += 1
      } else if isOpening(byte) {
        depth += 1
      } else if isClosing(byte) {
        depth -= 1
      }
    } while depth > 0
  }

  private mutating func skipToken() {
    while let byte = peek, byte != UInt8(ascii: " "), byte != UInt8(ascii: "\n"), !isOpening(byte), !isClosing(byte) {
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") { position += 1 }
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }
  private func isOpening(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "(") }
  private func isClosing(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "}") || byte == UInt8(ascii: ")") }
}
