internal import Catalog
internal import JSONText
internal import SQLText

/// The operations of the document.
enum OpenAPIPaths {
  static let root: JSONValue = [
    "get": [
      "tags": ["Introspection"], "summary": "OpenAPI description (this document)",
      "produces": ["application/openapi+json", "application/json"], "responses": ["200": ["description": "OK"]],
    ]
  ]

  static func item(of relation: ExposedRelation) -> JSONValue {
    let name = relation.name.name.name
    let filters = relation.columns.map { "rowFilter.\(name).\($0.name)" }
    func operation(_ parameters: [String], _ responses: JSONValue) -> JSONValue {
      OpenAPIText.object(
        [("tags", [.string(name)])] + OpenAPIText(relation.comment).members + [
          ("parameters", .array(parameters.map { OpenAPIParameters.reference("parameters", $0) })),
          ("responses", responses),
        ])
    }
    let rows: JSONValue = ["type": "array", "items": OpenAPIParameters.reference("definitions", name)]
    let reading = ["select", "order", "range", "rangeUnit", "offset", "limit", "preferCount"]
    let get = operation(
      filters + reading,
      ["200": ["description": "OK", "schema": rows], "206": ["description": "Partial Content"]])
    guard relation.isInsertable || relation.isUpdatable || relation.isDeletable else { return ["get": get] }
    return [
      "get": get,
      "post": operation(["body.\(name)", "select", "preferPost"], ["201": ["description": "Created"]]),
      "patch": operation(filters + ["body.\(name)", "preferReturn"], ["204": ["description": "No Content"]]),
      "delete": operation(filters + ["preferReturn"], ["204": ["description": "No Content"]]),
    ]
  }

  static func item(of routine: Routine) -> JSONValue {
    func operation(_ parameters: [JSONValue]) -> JSONValue {
      OpenAPIText.object(
        OpenAPIText(routine.comment).members + [
          ("tags", [.string("(rpc) \(routine.name.name.name)")]), ("produces", Self.produces),
          ("parameters", .array(parameters)), ("responses", ["200": ["description": "OK"]]),
        ])
    }
    let post = operation([body(of: routine), OpenAPIParameters.reference("parameters", "preferParams")])
    if routine.volatility == .volatile { return ["post": post] }
    return ["get": operation(routine.parameters.map(argument)), "post": post]
  }

  private static let produces: JSONValue = .array(
    [MediaType.json, .object(stripped: true), .object(stripped: false)].map { .string($0.name) })

  private static func body(of routine: Routine) -> JSONValue {
    let schema = OpenAPIText.object([
      ("description", JSONValue(routine.comment)), ("type", "object"),
      ("required", .array(routine.parameters.filter(\.isRequired).map { .string($0.name) })),
      ("properties", .object(routine.parameters.map { .init($0.name, OpenAPITypes.parameter($0)) })),
    ])
    return ["name": "args", "required": true, "in": "body", "schema": schema]
  }

  private static func argument(_ parameter: RoutineParameter) -> JSONValue {
    let shared: [(String, JSONValue)] = [
      ("name", .string(parameter.name)), ("required", .bool(parameter.isRequired)), ("in", "query"),
    ]
    guard parameter.isVariadic else {
      let type = OpenAPITypes.type(parameter.type)
      return OpenAPIText.object(
        shared + [
          ("format", .string(OpenAPITypes.format(parameter.type))),
          // An array is written with braces in a query, and every parameter needs a type there.
          ("type", .string(type == nil || type == "array" ? "string" : type ?? "string")),
        ])
    }
    let element = String(parameter.type.dropLast(2))
    return OpenAPIText.object(
      shared + [
        ("type", .string(OpenAPITypes.type(parameter.type) ?? "string")), ("collectionFormat", "multi"),
        (
          "items",
          OpenAPIText.object([
            ("type", JSONValue(OpenAPITypes.type(element))), ("format", .string(OpenAPITypes.format(element))),
          ])
        ),
      ])
  }
}
