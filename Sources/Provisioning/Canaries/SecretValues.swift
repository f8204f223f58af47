internal import Catalog
internal import JSONText
internal import Postgres
internal import Probes
internal import SQLText

/// One row of a table that keeps secrets, as `to_jsonb` shows it.
struct SecretRow: Hashable, Sendable {
  /// 1-based, in the order of reading.
  var number: Int
  var columns: JSONValue
}

/// Most rows of one column whose values are told apart; the others keep what they hold.
private let mostRows = 400

extension Connection {
  /// The rows of a relation that hold different values in a column, read by a role that sees everything.
  ///
  /// Thousands of rows may share one value: each value is wanted once, and only then the first rows.
  func secretRows(of relation: QualifiedName, distinctIn column: String) throws -> [SecretRow] {
    try rows(
      """
      select to_jsonb(t)::text from (
        select distinct on (to_jsonb(s.\(Identifier(column)))) * from \(relation) s limit \(verbatim: "\(mostRows)")
      ) t
      """)
  }

  /// The first rows of a relation, in physical order.
  func secretRows(of relation: QualifiedName) throws -> [SecretRow] {
    try rows("select to_jsonb(t)::text from (select * from \(relation) limit \(verbatim: "\(mostRows)")) t")
  }

  private func rows(_ sql: SQL) throws -> [SecretRow] {
    let rows: Rows = try self.rows(sql)
    return try rows.cells.enumerated().map { index, cells in
      SecretRow(number: index + 1, columns: try JSONValue(parsing: cells[0] ?? "null"))
    }
  }
}

/// A text inside a column's value, with the way to it.
struct Leaf: Hashable, Sendable {
  /// Keys and indexes below the column.
  var place: [String]
  var text: String
  var isNumber = false
}

extension JSONValue {
  /// The texts and numbers at and below this value.
  func leaves(at place: [String] = []) -> [Leaf] {
    switch self {
    case .null, .bool: []
    case .string(let text): [Leaf(place: place, text: text)]
    case .number(let digits): [Leaf(place: place, text: digits, isNumber: true)]
    case .array(let values): values.enumerated().flatMap { $1.leaves(at: place + [String($0)]) }
    case .object(let members): members.flatMap { $0.value.leaves(at: place + [$0.key]) }
    }
  }

  /// The value with the texts replaced that the table names, at and below a path.
  func replacing(_ texts: [String: String], below path: ArraySlice<String> = []) -> JSONValue {
    if let key = path.first {
      guard let members else { return self }
      return .object(
        members.map { .init($0.key, $0.key == key ? $0.value.replacing(texts, below: path.dropFirst()) : $0.value) })
    }
    return switch self {
    case .null, .bool: self
    case .string(let text): .string(texts[text] ?? text)
    case .number(let digits): texts[digits].map { .number($0) } ?? self
    case .array(let values): .array(values.map { $0.replacing(texts) })
    case .object(let members): .object(members.map { .init($0.key, $0.value.replacing(texts)) })
    }
  }

  func descendant(_ path: [String]) -> JSONValue? {
    path.reduce(self as JSONValue?) { value, key in value?[key] }
  }
}

/// Bytes show as `\x…` in JSON; where they are text, the text is what leaks.
enum ByteText {
  static func text(of shown: String) -> String {
    guard shown.hasPrefix("\\x") else { return shown }
    let digits = Array(shown.utf8.dropFirst(2))
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { start in
      UInt8(String(decoding: digits[start...start + 1], as: UTF8.self), radix: 16)
    }
    let isText = !bytes.isEmpty && bytes.allSatisfy { (0x20..<0x7F).contains($0) }
    return isText ? String(decoding: bytes, as: UTF8.self) : String(decoding: digits, as: UTF8.self)
  }

  static func shown(_ text: String, like original: String) -> String {
    guard original.hasPrefix("\\x"), Self.text(of: original) != String(original.dropFirst(2)) else {
      return "\\x" + text
    }
    return "\\x" + text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
