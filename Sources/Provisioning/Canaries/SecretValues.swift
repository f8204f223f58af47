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

/// Values of one column that are told apart, from both ends of the table; the others keep what they hold.
private let mostValues = (first: 24, last: 16)

extension Connection {
  /// Rows that hold different values in a column, read by a role that sees everything.
  ///
  /// Thousands of rows may share one value: each value is wanted once, and of many the first and the last.
  func secretRows(of relation: QualifiedName, distinctIn column: String) throws -> [SecretRow] {
    try secretRows(
      """
      select row::text from (
        select row, row_number() over (order by n) as i, count(*) over () as of from (
          select distinct on (value) row, n
          from (
            select to_jsonb(s) as row, to_jsonb(s.\(Identifier(column))) as value, row_number() over () as n
            from \(relation) s
          ) numbered
          order by value, n) once) counted
      where i <= \(verbatim: "\(mostValues.first)") or i > of - \(verbatim: "\(mostValues.last)") order by i
      """)
  }

  /// One row for each of some values of a column.
  func secretRows(
    of relation: QualifiedName, holding values: [JSONValue], in column: String
  ) throws -> [SecretRow] {
    let list = JSONValue.array(values).compact
    return try secretRows(
      """
      select distinct on (to_jsonb(s.\(Identifier(column)))) to_jsonb(s)::text from \(relation) s
      where to_jsonb(s.\(Identifier(column))) = any (array(select jsonb_array_elements(\(bind: list, as: .jsonb))))
      """)
  }

  private func secretRows(_ sql: SQL) throws -> [SecretRow] {
    try rows(sql).cells.enumerated().map { index, cells in
      SecretRow(number: index + 1, columns: try JSONValue(parsing: cells[0] ?? "null"))
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
