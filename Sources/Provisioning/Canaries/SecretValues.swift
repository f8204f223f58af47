internal import Catalog
internal import JSONText
internal import Postgres
internal import Probes
internal import SQLAnswers
internal import SQLText

/// One row of a table that keeps secrets, as `to_jsonb` shows it.
struct SecretRow: Hashable, Sendable {
  /// Where a row is stored.
  struct Place: Hashable, Sendable {
    /// The table, or the partition, as SQL writes it.
    var table: String
    /// As in `(0,1)`.
    var tuple: String
  }

  /// 1-based, in the order in which the rows are stored.
  var number: Int
  /// nil for a view's row.
  var place: Place?
  var columns: JSONValue
}

extension Connection {
  /// Most rows of one table that are looked at.
  private static let mostRows = 20_000

  /// The rows of a table of secrets, read by a role that sees everything; of a view those that hold something in a column.
  func secretRows(of relation: Relation, holding column: String) throws -> [SecretRow] {
    let limit: SQL = "limit \(verbatim: "\(Self.mostRows)")"
    guard relation.isView || relation.kind == .foreignTable else {
      return try secretRows(
        "select s.tableoid::regclass::text, s.ctid::text, to_jsonb(s.*)::text from \(relation.name) s \(limit)")
    }
    let column = Identifier(column)
    return try secretRows(
      "select null, null, to_jsonb(s.*)::text from \(relation.name) s where s.\(column) is not null \(limit)")
  }

  private func secretRows(_ sql: SQL) throws -> [SecretRow] {
    try rows(sql).cells.enumerated().map { index, cells in
      var place: SecretRow.Place?
      if let table = cells[0], let tuple = cells[1] { place = .init(table: table, tuple: tuple) }
      return SecretRow(number: index + 1, place: place, columns: try JSONValue(parsing: cells[2] ?? "null"))
    }
  }

  /// Every value of a column but null, once.
  func values(of relation: QualifiedName, _ column: String) throws -> [JSONValue] {
    let column = Identifier(column)
    return try rows(
      "select distinct to_jsonb(t.\(column))::text as value from \(relation) t where t.\(column) is not null order by 1"
    ).cells.compactMap(\.first).compactMap(\.self).map { try JSONValue(parsing: $0) }
  }
}

extension JSONValue {
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
    case .object(let members): .object(members.map { .init(texts[$0.key] ?? $0.key, $0.value.replacing(texts)) })
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
