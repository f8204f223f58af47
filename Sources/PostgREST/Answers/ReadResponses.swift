internal import JSONText
internal import SQLText

/// Responses to reads and calls.
extension Planner {
  func read(_ prepared: PreparedRequest, _ read: AnswerForm.Read, _ result: ResultSet) throws(APIError) -> Response {
    let (status, range) = Self.range(read.window, result)
    var headers = [Header("content-range", range), Header("content-location", location(of: prepared))]
    headers += contentHeaders(read.media, prepared) + appliedHeader(prepared)
    var response = Response(status: status, headers: headers, body: body(read, result))
    if status == 416 { response = outOfBounds(response, read, result) }
    return try response.overridden(by: result)
  }

  func call(
    _ prepared: PreparedRequest, _ read: AnswerForm.Read, _ result: ResultSet, returnsVoid: Bool
  ) throws(APIError) -> Response {
    let (status, range) = Self.range(read.window, result)
    let headers = [Header("content-range", range)] + appliedHeader(prepared)
    if returnsVoid { return try Response(status: 204, headers: headers).overridden(by: result) }
    var response = Response(
      status: status, headers: headers + contentHeaders(read.media, prepared), body: body(read, result))
    if status == 416 { response = outOfBounds(response, read, result) }
    return try response.overridden(by: result)
  }

  private func body(_ read: AnswerForm.Read, _ result: ResultSet) -> String {
    guard case .custom = read.handler else { return result.body }
    return ByteaText.decoded(result.body)
  }

  private func outOfBounds(_ response: Response, _ read: AnswerForm.Read, _ result: ResultSet) -> Response {
    let error = APIError.outOfBounds(offset: read.window.lower, total: result.total ?? 0)
    var refused = response
    refused.code = error.code
    refused.body = error.body.compact
    return refused
  }

  /// The path and the parameters in order, as a cache would key them.
  private func location(of prepared: PreparedRequest) -> String {
    guard case .relation(let name) = prepared.request.resource else { return "/" }
    return "/" + name + (prepared.canonicalQuery.isEmpty ? "" : "?" + prepared.canonicalQuery)
  }

  static func range(_ window: RowWindow, _ result: ResultSet) -> (status: Int, header: String) {
    let upper = window.lower + Int128(result.pageTotal) - 1
    let header = contentRange(window.lower, upper, of: result.total)
    guard let total = result.total else { return (200, header) }
    if window.lower > total { return (416, header) }
    return (1 + upper - window.lower < total ? 206 : 200, header)
  }

  static func contentRange(_ lower: Int128, _ upper: Int128, of total: Int?) -> String {
    let rows = total != 0 && lower <= upper ? "\(lower)-\(upper)" : "*"
    return rows + "/" + (total.map { String($0) } ?? "*")
  }

  func appliedHeader(_ prepared: PreparedRequest) -> [Header] {
    let applied = prepared.appliedPreferences.text
    return applied.isEmpty ? [] : [Header("preference-applied", applied)]
  }
}

extension PreparedRequest {
  var canonicalQuery: String {
    let query = sentQuery ?? HTTPRequest(method: "GET", url: request.url).query
    return (try? QueryString(parsing: query).canonical) ?? ""
  }

  /// The preferences that this kind of request heeds.
  var appliedPreferences: Preferences {
    var applied = request.preferences
    let isInsert = request.writes && request.method == .post
    var hasTarget = false
    if case .write(let write) = form { hasTarget = !write.primaryKey.isEmpty || request.onConflict != nil }
    if !isInsert || !hasTarget { applied.resolution = nil }
    if !request.writes { applied.returning = nil }
    if !isInsert, request.method != .patch { applied.missing = nil }
    let limits = request.isCall || request.method == .patch || request.method == .delete
    if !limits || applied.handling != .strict { applied.maxAffected = nil }
    applied.unknown = []
    return applied
  }
}

extension Response {
  /// Functions may set the status and add headers, which go before those of the same name.
  func overridden(by result: ResultSet) throws(APIError) -> Response {
    var response = self
    if let text = result.responseHeaders {
      let set = try Self.headers(in: text)
      let names = Set(set.map(\.name))
      response.headers = headers.filter { !names.contains($0.name) } + set
    }
    if let text = result.responseStatus {
      guard let status = Int(text.prefix { $0.isASCII && $0.isNumber }) else { throw .responseStatus }
      response.status = status
    }
    return response
  }

  private static func headers(in text: String) throws(APIError) -> [Header] {
    guard let list = (try? JSONValue(parsing: text))?.elements else { throw .responseHeaders }
    var headers: [Header] = []
    for entry in list {
      guard let members = entry.members, members.count == 1, let value = members[0].value.string else {
        throw .responseHeaders
      }
      headers.append(Header(members[0].key.lowercased(), value))
    }
    return headers
  }
}

/// Bytes in the text form of `bytea`, as a handler that makes a binary body gives them.
enum ByteaText {
  static func decoded(_ text: String) -> String {
    guard text.hasPrefix("\\x"), text.utf8.count.isMultiple(of: 2) else { return text }
    var bytes: [UInt8] = []
    var rest = text.utf8.dropFirst(2)
    while let high = rest.popFirst()?.hexDigit, let low = rest.popFirst()?.hexDigit { bytes.append(high << 4 | low) }
    return rest.isEmpty ? String(decoding: bytes, as: UTF8.self) : text
  }
}
