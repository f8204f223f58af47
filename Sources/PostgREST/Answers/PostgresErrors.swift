internal import JSONText
package import SQLAnswers

/// From what Postgres refused to what PostgREST answers: message, detail and hint go out as they are.
extension APIError {
  package init(_ message: ServerMessage, authenticated: Bool) {
    if message.sqlState == "PGRST" {
      self = Self.raised(message)
      return
    }
    let status = Self.status(of: message, authenticated: authenticated)
    self.init(
      status, message.sqlState, message.message, details: JSONValue(message.detail), hint: JSONValue(message.hint),
      headers: status == 401 ? [Header("www-authenticate", "Bearer")] : [])
  }

  private static func status(of error: ServerMessage, authenticated: Bool) -> Int {
    let code = error.sqlState
    switch code {
    case "23503", "23505": return 409
    case "25006": return 405
    case "21000": return error.message.hasSuffix("requires a WHERE clause") ? 400 : 500
    case "22023": return error.message.hasPrefix("role") && error.message.hasSuffix("does not exist") ? 401 : 400
    case "57P01": return 503
    case "53400", "42P17": return 500
    case "P0001": return 400
    case "42883": return error.message.hasPrefix("function xmlagg(") ? 406 : 404
    case "42P01": return 404
    case "42501": return authenticated ? 403 : 401
    default: break
    }
    if code.hasPrefix("PT") { return Int(code.dropFirst(2)) ?? 500 }
    return statusesByClass[String(code.prefix(2))] ?? 400
  }

  private static let statusesByClass: [String: Int] = [
    "08": 503, "09": 500, "0L": 403, "0P": 403, "25": 500, "28": 403, "2D": 500, "38": 500, "39": 500, "3B": 500,
    "40": 500, "53": 503, "54": 500, "55": 500, "57": 500, "58": 500, "F0": 500, "HV": 500, "P0": 500, "XX": 500,
  ]

  /// `RAISE SQLSTATE 'PGRST'` decides the whole answer by the JSON in its message and detail.
  private static func raised(_ message: ServerMessage) -> APIError {
    guard let body = try? JSONValue(parsing: message.message), let code = body["code"]?.string,
      let text = body["message"]?.string
    else {
      return unreadable(
        "Invalid JSON value for MESSAGE: '\(message.message)'",
        "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', 'hint'.")
    }
    let hint = "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key: 'status_text'."
    guard let detail = message.detail else { return unreadable("DETAIL is missing in the RAISE statement", hint) }
    guard let response = try? JSONValue(parsing: detail), case .number(let digits)? = response["status"],
      let status = Int(digits), let headers = response["headers"]?.members,
      headers.allSatisfy({ $0.value.string != nil })
    else { return unreadable("Invalid JSON value for DETAIL: '\(detail)'", hint) }
    return APIError(
      status, code, text, details: body["details"] ?? .null, hint: body["hint"] ?? .null,
      headers: headers.map { Header($0.key.lowercased(), $0.value.string ?? "") })
  }

  private static func unreadable(_ details: String, _ hint: String) -> APIError {
    APIError(
      500, "PGRST121", "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error", details: .string(details),
      hint: .string(hint))
  }
}
