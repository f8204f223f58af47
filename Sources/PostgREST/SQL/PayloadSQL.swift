internal import SQLText

/// From a JSON body to rows.
struct PayloadRows {
  var payload: String
  var columns: [PlannedColumn]
  var appliesDefaults = false
  /// A call takes the first element of an array.
  var isLimitedToOne = false

  /// Only looked at, not parsed: Postgres refuses what is no JSON.
  var isObject: Bool { payload.utf8.first { ![32, 9, 10, 13].contains($0) } == UInt8(ascii: "{") }
}

extension SQLWriter {
  mutating func rows(_ rows: PayloadRows) {
    text("FROM (SELECT ")
    bind(rows.payload, as: rows.appliesDefaults ? .jsonb : .json)
    text(" AS json_data) pgrst_payload, ")
    if rows.appliesDefaults { defaults(of: rows) }
    text("LATERAL (SELECT ")
    list(rows.columns) { writer, column in
      guard let function = column.representation else { return writer.identifier(column.name) }
      writer.text("\(function)(")
      writer.identifier(column.name)
      writer.text(") AS ")
      writer.identifier(column.name)
    }
    text(" FROM ")
    recordSource(of: rows)
    text(") pgrst_body ")
  }

  private mutating func recordSource(of rows: PayloadRows) {
    let kind = rows.appliesDefaults ? "jsonb" : "json"
    let body = rows.appliesDefaults ? "pgrst_json_defs.val" : "pgrst_payload.json_data"
    if rows.columns.isEmpty {
      return text(rows.isObject ? "(values(1)) _ " : "\(kind)_array_elements(\(body)) _ ")
    }
    text("\(kind)_to_record\(rows.isObject ? "" : "set")(\(body)) AS _(")
    list(rows.columns) { writer, column in
      writer.identifier(column.name)
      writer.text(" \(column.type)")
    }
    text(") ")
    if rows.isLimitedToOne { text("LIMIT 1") }
  }

  private mutating func defaults(of rows: PayloadRows) {
    let pairs = rows.columns.compactMap { column in
      column.defaultExpression.map { "\(SQL.literal(column.name)), \($0)" }
    }
    let object = "jsonb_build_object(\(pairs.joined(separator: ",")))"
    if rows.isObject {
      text("LATERAL (SELECT \(object) || pgrst_payload.json_data AS val) pgrst_json_defs, ")
    } else {
      text(
        "LATERAL (SELECT jsonb_agg(\(object) || elem) AS val from jsonb_array_elements(pgrst_payload.json_data) elem) "
          + "pgrst_json_defs, ")
    }
  }
}
