internal import JSONText

/// Postgres types in the document's words.
enum OpenAPITypes {
  static func property(_ column: ExposedColumn, note: String?) -> JSONValue {
    OpenAPIText.object([
      ("default", defaultValue(of: column)), ("description", JSONValue(note)),
      ("enum", .array(column.enumLabels.map { .string($0) })), ("format", .string(format(column.type))),
      ("maxLength", column.maximumLength.map { JSONValue($0) } ?? .null), ("type", JSONValue(type(column.type))),
      ("items", items(column.type)),
    ])
  }

  static func parameter(_ parameter: RoutineParameter) -> JSONValue {
    OpenAPIText.object([
      ("type", JSONValue(type(parameter.type))), ("items", items(parameter.type)),
      ("format", .string(format(parameter.type))),
    ])
  }

  static func type(_ name: String) -> String? {
    switch name {
    case "character varying", "character", "text": "string"
    case "boolean": "boolean"
    case "smallint", "integer", "bigint": "integer"
    case "numeric", "real", "double precision": "number"
    case "json", "jsonb": nil
    default: name.hasSuffix("[]") ? "array" : "string"
    }
  }

  static func format(_ name: String) -> String {
    switch name {
    case "smallint", "integer": "int32"
    case "bigint": "int64"
    default: name
    }
  }

  static func items(_ name: String) -> JSONValue {
    guard type(name) == "array" else { return .null }
    // An element without a type of its own still makes an object.
    return .object(type(String(name.dropLast(2))).map { [.init("type", .string($0))] } ?? [])
  }

  /// A default that reads as JSON; that of a text loses its cast and its quotes.
  private static func defaultValue(of column: ExposedColumn) -> JSONValue {
    guard let expression = column.defaultExpression else { return .null }
    guard type(column.type) == "string" else { return (try? JSONValue(parsing: expression)) ?? .null }
    let cast = "::\(column.type)"
    var text = expression[...]
    if text.hasSuffix(cast) {
      text.removeLast(cast.count)
      while text.first == "'" { text.removeFirst() }
      while text.last == "'" { text.removeLast() }
    }
    return (try? JSONValue(parsing: "\"\(text)\"")) ?? .null
  }
}
