internal import JSONText
internal import TOMLKit

/// A value of a TOML document, free of the parser's own classes.
indirect enum TOMLNode: Hashable, Sendable {
  case string(String)
  case integer(Int)
  case number(Double)
  case bool(Bool)
  /// As written in ISO 8601: dates compare as text.
  case date(String)
  case array([TOMLNode])
  case table([String: TOMLNode])

  /// What a person calls a value of this kind.
  var kind: String {
    switch self {
    case .string: "a string"
    case .integer: "a whole number"
    case .number: "a number"
    case .bool: "true or false"
    case .date: "a date"
    case .array: "a list"
    case .table: "a table"
    }
  }

  var json: JSONValue {
    switch self {
    case .string(let value), .date(let value): .string(value)
    case .integer(let value): JSONValue(value)
    case .number(let value): .number("\(value)")
    case .bool(let value): .bool(value)
    case .array(let values): .array(values.map(\.json))
    case .table(let members):
      .object(members.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, $0.value.json) })
    }
  }

  /// Reads a document.
  ///
  /// - Throws: ``SettingsError`` with the line where the text stops being TOML.
  static func document(_ text: String, file: String) throws(SettingsError) -> [String: TOMLNode] {
    do {
      return members(of: try TOMLTable(string: text))
    } catch let error as TOMLParseError {
      throw SettingsError(at: FileLine(file: file, line: error.source.begin.line), message: error.description)
    } catch {
      throw SettingsError(at: FileLine(file: file, line: 1), message: "\(error)")
    }
  }

  private static func members(of table: TOMLTable) -> [String: TOMLNode] {
    var members: [String: TOMLNode] = [:]
    for key in table.keys { members[key] = table[key].map(TOMLNode.init) }
    return members
  }

  private init(_ value: any TOMLValueConvertible) {
    switch value.type {
    case .string: self = .string(value.string ?? "")
    case .int: self = .integer(value.int ?? 0)
    case .double: self = .number(value.double ?? 0)
    case .bool: self = .bool(value.bool ?? false)
    case .date, .time, .dateTime: self = .date(value.date.map(Self.iso) ?? value.debugDescription)
    case .array: self = .array((value.array.map { Array($0) } ?? []).map(TOMLNode.init))
    case .table: self = .table(value.table.map(Self.members) ?? [:])
    }
  }

  private static func iso(_ date: TOMLDate) -> String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }
}
