internal import SQLText

/// Responses to writes.
extension Planner {
  func write(_ prepared: PreparedRequest, _ write: AnswerForm.Write, _ result: ResultSet) throws(APIError) -> Response {
    let request = prepared.request
    let counts = request.preferences.count == .exact || request.preferences.count == .estimated
    let total = counts ? result.pageTotal : nil
    var headers: [Header] = []
    switch request.method {
    case .post:
      if !result.location.isEmpty { headers.append(Header("location", location(of: prepared, result))) }
      headers.append(Header("content-range", Self.contentRange(1, 0, of: total)))
    case .patch: headers.append(Header("content-range", Self.contentRange(0, Int128(result.pageTotal) - 1, of: total)))
    case .delete: headers.append(Header("content-range", Self.contentRange(1, 0, of: total)))
    default: break
    }
    headers += appliedHeader(prepared)
    let returnsRows = request.preferences.returning == .representation
    if returnsRows { headers += contentHeaders(write.media, prepared) }
    return try Response(
      status: status(of: request, result), headers: headers, body: returnsRows ? body(write, result) : ""
    ).overridden(by: result)
  }

  private func status(of request: Request, _ result: ResultSet) -> Int {
    let returnsRows = request.preferences.returning == .representation
    switch request.method {
    case .post:
      guard let inserted = result.inserted else { return 200 }
      return inserted <= 0 && request.preferences.resolution == .mergeDuplicates ? 200 : 201
    case .put: return returnsRows ? ((result.inserted ?? 0) > 0 ? 201 : 200) : 204
    default: return returnsRows ? 200 : 204
    }
  }

  private func body(_ write: AnswerForm.Write, _ result: ResultSet) -> String {
    guard case .custom = write.handler else { return result.body }
    return ByteaText.decoded(result.body)
  }

  private func location(of prepared: PreparedRequest, _ result: ResultSet) -> String {
    guard case .relation(let name) = prepared.request.resource else { return "/" }
    let pairs = result.location.map { pair in
      let key = pair.prefix { $0 != "=" }
      return PercentEncoding.encoded(String(key)) + "=" + PercentEncoding.encoded(String(pair.dropFirst(key.count + 1)))
    }
    return "/\(name)?" + pairs.joined(separator: "&")
  }
}
