internal import JSONText

/// PGRST1xx: what is wrong with a request, whatever the database holds.
extension APIError {
  /// The error of a rule, in the words PostgREST's parser uses.
  static func grammar(_ subject: String, _ text: String, _ error: GrammarError) -> APIError {
    let message = "\"failed to parse \(subject) (\(text))\" (line \(error.place.line), column \(error.place.column))"
    return APIError(400, "PGRST100", message, details: .string(error.details))
  }

  static func routineMethod(_ method: String) -> APIError {
    APIError(405, "PGRST101", "Cannot use the \(method) method on RPC")
  }

  static func payload(_ message: String) -> APIError { APIError(400, "PGRST102", message) }

  static let negativeLimit = APIError(
    416, "PGRST103", "Requested range not satisfiable", details: "Limit should be greater than or equal to zero.")
  static let emptyRange = APIError(
    416, "PGRST103", "Requested range not satisfiable",
    details: "The lower boundary must be lower than or equal to the upper boundary in the Range header.")
  static func outOfBounds(offset: Int128, total: Int) -> APIError {
    APIError(
      416, "PGRST103", "Requested range not satisfiable",
      details: .string("An offset of \(offset) was requested, but there are only \(total) rows."))
  }

  static let upsertFilters = APIError(
    405, "PGRST105", "Filters must include all and only primary key columns with 'eq' operators")

  static func schema(_ name: String, exposed: [String]) -> APIError {
    APIError(
      406, "PGRST106", "Invalid schema: \(name)",
      hint: .string("Only the following schemas are exposed: \(exposed.joined(separator: ", "))"))
  }

  static func mediaTypes(_ accepted: [String]) -> APIError {
    APIError(406, "PGRST107", "None of these media types are available: \(accepted.joined(separator: ", "))")
  }

  static func notEmbedded(_ name: String) -> APIError {
    APIError(
      400, "PGRST108", "'\(name)' is not an embedded resource in this request",
      hint: .string("Verify that '\(name)' is included in the 'select' query parameter."))
  }

  static let responseHeaders = APIError(
    500, "PGRST111",
    "response.headers guc must be a JSON array composed of objects with a single key and a string value")
  static let responseStatus = APIError(500, "PGRST112", "response.status guc must be a valid status code")
  static let upsertLimit = APIError(
    400, "PGRST114", "limit/offset querystring parameters are not allowed for PUT")
  static let upsertKey = APIError(400, "PGRST115", "Payload values do not match URL in primary key column(s)")

  static func notSingular(_ rows: Int) -> APIError {
    APIError(
      406, "PGRST116", "Cannot coerce the result to a single JSON object",
      details: .string("The result contains \(rows) rows"))
  }

  static func method(_ method: String) -> APIError { APIError(405, "PGRST117", "Unsupported HTTP method: \(method)") }

  static func relatedOrder(of origin: String, on target: String) -> APIError {
    APIError(
      400, "PGRST118", "A related order on '\(target)' is not possible",
      details: .string("'\(origin)' and '\(target)' do not form a many-to-one or one-to-one relationship"))
  }

  static func spread(of origin: String, on target: String) -> APIError {
    APIError(
      400, "PGRST119", "A spread operation on '\(target)' is not possible",
      details: .string("'\(origin)' and '\(target)' do not form a many-to-one or one-to-one relationship"))
  }

  static func preferences(_ unknown: [String]) -> APIError {
    APIError(
      400, "PGRST122", "Invalid preferences given with handling=strict",
      details: .string("Invalid preferences: \(unknown.joined(separator: ", "))"))
  }

  static let aggregates = APIError(400, "PGRST123", "Use of aggregate functions is not allowed")

  static func maxAffected(_ rows: Int) -> APIError {
    APIError(
      400, "PGRST124", "Query result exceeds max-affected preference constraint",
      details: .string("The query affects \(rows) rows"))
  }

  static let path = APIError(404, "PGRST125", "Invalid path specified in request URL")
  static let openAPIDisabled = APIError(404, "PGRST126", "Root endpoint metadata is disabled")
  static func notImplemented(_ what: String) -> APIError {
    APIError(400, "PGRST127", "Feature not implemented", details: .string(what))
  }
  static let maxAffectedRoutine = APIError(
    400, "PGRST128",
    "Function must return SETOF or TABLE when max-affected preference is used with handling=strict")

  static func token(_ message: String) -> APIError {
    APIError(
      401, "PGRST301", message,
      headers: [
        Header("www-authenticate", "Bearer error=\"invalid_token\", error_description=\"\(message)\"")
      ])
  }

  static let anonymous = APIError(
    401, "PGRST302", "Anonymous access is disabled", headers: [Header("www-authenticate", "Bearer")])

  /// What the model leaves out: never answered as if it were something else.
  static func unmodelled(_ feature: String, in version: APISettings.Version) -> APIError {
    APIError(
      501, "TRESPASS", "\(feature) is not modelled",
      details: .string("PostgREST \(version.rawValue) answers such requests; trespass does not say how."))
  }

  /// What the web server says when PostgREST throws: text that is no UTF-8 is the one way to it.
  static let crash = APIError(500, "", "Something went wrong")
}
