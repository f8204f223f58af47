package import SQLText

/// What turns the rows of the answer into its body.
package enum BodyHandler: Hashable, Sendable {
  case json
  case strippedArray
  case object(stripped: Bool)
  case csv
  case geoJSON
  /// An aggregate or function of the project; `row` is the type the rows are cast to, nil where any row will do.
  case custom(QualifiedName, row: QualifiedName?)
  case none
}

extension SQLWriter {
  /// The body of an answer, from the rows of `_postgrest_t`; what a call returns decides its shape.
  mutating func body(_ handler: BodyHandler, returns: ReturnType?) {
    switch handler {
    case .json: array(stripped: false, returns)
    case .strippedArray: array(stripped: true, returns)
    case .object(let stripped):
      let element =
        returns?.isScalarValue == true ? "json_agg(_postgrest_t.pgrst_scalar)->0" : "json_agg(_postgrest_t)->0"
      coalesce(element, stripped: stripped, empty: "null")
    case .csv: text(Self.csv)
    case .geoJSON:
      text(
        "json_build_object('type', 'FeatureCollection', 'features', "
          + "coalesce(json_agg(ST_AsGeoJSON(_postgrest_t)::json), '[]'))")
    case .custom(let function, let row): custom(function, row: row, returns)
    case .none: text("''::text")
    }
  }

  private mutating func array(stripped: Bool, _ returns: ReturnType?) {
    switch (returns?.isSet, returns?.isScalar) {
    case (false?, false?): coalesce("json_agg(_postgrest_t)->0", stripped: stripped, empty: "null")
    case (false?, true?): coalesce("json_agg(_postgrest_t.pgrst_scalar)->0", stripped: stripped, empty: "null")
    case (true?, true?): coalesce("json_agg(_postgrest_t.pgrst_scalar)", stripped: stripped, empty: "[]")
    default: coalesce("json_agg(_postgrest_t)", stripped: stripped, empty: "[]")
    }
  }

  private mutating func coalesce(_ rows: String, stripped: Bool, empty: String) {
    text("coalesce(" + (stripped ? "json_strip_nulls(\(rows))" : rows) + ", '\(empty)')")
  }

  private mutating func custom(_ function: QualifiedName, row: QualifiedName?, _ returns: ReturnType?) {
    name(function)
    if returns?.isScalarValue == true { return text("(_postgrest_t.pgrst_scalar)") }
    text("(_postgrest_t")
    if let row {
      text("::")
      name(row)
    }
    text(")")
  }

  private static let csv =
    "(SELECT coalesce(string_agg(a.k, ','), '')" + "  FROM (" + "    SELECT json_object_keys(r)::text as k"
    + "    FROM ( " + "      SELECT row_to_json(hh) as r from pgrst_source as hh limit 1" + "    ) s" + "  ) a" + ")"
    + " || '\n' || "
    + "coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), '\n'), '')"
}

extension ReturnType {
  /// One value that is no row.
  var isScalarValue: Bool { !isSet && isScalar }
  var isSetOfScalars: Bool { isSet && isScalar }
}
