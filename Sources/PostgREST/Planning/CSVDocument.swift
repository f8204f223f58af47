internal import JSONText

/// A CSV body with a header line, as RFC 4180 has it.
struct CSVDocument {
  private var records: [[String]] = []

  /// - Throws: PGRST102 for a body without a line or with a stray quote.
  init(_ bytes: [UInt8]) throws(APIError) {
    guard !bytes.isEmpty else { throw .payload("parse error (not enough input) at \"\"") }
    var rest = bytes[...]
    while !rest.isEmpty {
      let record = try Self.record(&rest)
      // Empty lines count for nothing.
      if record != [""] { records.append(record) }
    }
  }

  private static func record(_ rest: inout ArraySlice<UInt8>) throws(APIError) -> [String] {
    var fields: [String] = []
    while true {
      fields.append(try field(&rest))
      guard let next = rest.popFirst() else { return fields }
      if next == UInt8(ascii: ",") { continue }
      if next == UInt8(ascii: "\r"), rest.first == UInt8(ascii: "\n") { rest.removeFirst() }
      return fields
    }
  }

  private static func field(_ rest: inout ArraySlice<UInt8>) throws(APIError) -> String {
    var bytes: [UInt8] = []
    guard rest.first == UInt8(ascii: "\"") else {
      while let byte = rest.first, !",\r\n".utf8.contains(byte) {
        guard byte != UInt8(ascii: "\"") else { throw unreadable(rest) }
        bytes.append(byte)
        rest.removeFirst()
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    rest.removeFirst()
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\"") else {
        bytes.append(byte)
        continue
      }
      guard rest.first == UInt8(ascii: "\"") else { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
      rest.removeFirst()
    }
    throw unreadable(rest)
  }

  /// In the words of PostgREST's CSV library: where reading stopped, a hundred bytes of it.
  private static func unreadable(_ rest: ArraySlice<UInt8>) -> APIError {
    if rest.isEmpty { return .payload("parse error (not enough input) at \"\"") }
    let text = shown(Array(String(decoding: rest.prefix(100), as: UTF8.self).unicodeScalars))
    return .payload("parse error (endOfInput) at \(text)\(rest.count > 100 ? " (truncated)" : "")")
  }

  /// The rows as a JSON array; `NULL` is null, everything else a string.
  func payload() throws(APIError) -> ReadPayload {
    guard let header = records.first else { throw .payload("parse error (not enough input) at \"\"") }
    let rows = records.dropFirst()
    guard rows.allSatisfy({ min($0.count, header.count) == min(rows.first?.count ?? 0, header.count) }) else {
      throw .payload("All lines must have same number of fields")
    }
    let objects = rows.map { row in
      JSONValue.object(zip(header, row).map { .init($0, $1 == "NULL" ? .null : .string($1)) })
    }
    let keys = Set(header.prefix(rows.first?.count ?? 0)).sortedAsText
    return ReadPayload(bytes: Array(JSONValue.array(objects).compact.utf8), keys: keys)
  }
}
