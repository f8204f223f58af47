internal import JSONText
internal import SQLText

/// The parameters that operations refer to.
enum OpenAPIParameters {
  static let shared: [JSONValue.Member] = [
    prefer("preferParams", []),
    prefer("preferReturn", returns),
    prefer("preferCount", ["count=none"]),
    prefer("preferPost", returns + ["resolution=ignore-duplicates", "resolution=merge-duplicates"]),
    query("select", "select", "Filtering Columns"),
    query("on_conflict", "on_conflict", "On Conflict"),
    query("order", "order", "Ordering"),
    header("range", "Range", ("type", "string")),
    header("rangeUnit", "Range-Unit", ("type", "string"), ("default", "items")),
    query("offset", "offset", "Limiting and Pagination"),
    query("limit", "limit", "Limiting and Pagination"),
  ]

  private static let returns = ["return=representation", "return=minimal", "return=none"]

  static func own(_ relation: ExposedRelation) -> [JSONValue.Member] {
    let name = relation.name.name.name
    let body: JSONValue = [
      "name": .string(name), "description": .string(name), "required": false, "in": "body",
      "schema": reference("definitions", name),
    ]
    return [.init("body.\(name)", body)]
      + relation.columns.map { column in
        .init(
          "rowFilter.\(name).\(column.name)",
          OpenAPIText.object([
            ("name", .string(column.name)), ("description", JSONValue(column.comment)), ("required", false),
            ("in", "query"), ("type", "string"),
          ]))
      }
  }

  static func reference(_ kind: String, _ name: String) -> JSONValue { ["$ref": .string("#/\(kind)/\(name)")] }

  private static func prefer(_ key: String, _ values: [String]) -> JSONValue.Member {
    .init(
      key,
      OpenAPIText.object([
        ("name", "Prefer"), ("description", "Preference"), ("required", false),
        ("enum", .array(values.map { .string($0) })), ("in", "header"), ("type", "string"),
      ]))
  }

  private static func query(_ key: String, _ name: String, _ description: String) -> JSONValue.Member {
    .init(
      key,
      [
        "name": .string(name), "description": .string(description), "required": false, "in": "query",
        "type": "string",
      ])
  }

  private static func header(_ key: String, _ name: String, _ more: (String, JSONValue)...) -> JSONValue.Member {
    .init(
      key,
      OpenAPIText.object(
        [
          ("name", .string(name)), ("description", "Limiting and Pagination"), ("required", false), ("in", "header"),
        ] + more))
  }
}
