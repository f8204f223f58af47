internal import JSONText
package import Postgres
internal import SQLText

/// From the server's answers to the response.
extension Planner {
  /// - Parameter answers: one a statement of ``PreparedTransaction/statementsInOrder``, but for the last ROLLBACK; those that
  ///   were skipped after a failure may be missing.
  package func response(to prepared: PreparedRequest, answers: [Answer] = [], by role: String) -> Response {
    do {
      return try formed(prepared, answers, authenticated: role != settings.anonRole)
    } catch {
      return Response(error, to: prepared.request.method.rawValue)
    }
  }

  private func formed(
    _ prepared: PreparedRequest, _ answers: [Answer], authenticated: Bool
  ) throws(APIError) -> Response {
    guard let transaction = prepared.transaction else {
      guard case .options(let allow) = prepared.form else { return Response(status: 200) }
      return Response(status: 200, headers: [Header("access-control-allow-origin", "*"), Header("allow", allow)])
    }
    let all = TransactionAnswers(answers, of: transaction)
    try all.requireStatements(authenticated: authenticated)
    switch prepared.form {
    case .openAPI: return openAPIResponse(prepared, all)
    case .explanation(let media):
      try all.requireConstraints(authenticated: authenticated)
      return explanation(prepared, media, all)
    case .read(let read):
      let result = ResultSet(all.statements.first, isWrite: false)
      try requireSingular(read.media, result)
      try all.requireConstraints(authenticated: authenticated)
      return try self.read(prepared, read, counted(result, prepared, all))
    case .call(let read, let returnsVoid):
      let result = ResultSet(all.statements.first, isWrite: false)
      try all.requireConstraints(authenticated: authenticated)
      try requireSingular(read.media, result)
      try requireFew(prepared.request, result)
      return try call(prepared, read, result, returnsVoid: returnsVoid)
    case .write(let write):
      let result = ResultSet(all.statements.first, isWrite: true)
      try requireWritten(prepared.request, write, result)
      try all.requireConstraints(authenticated: authenticated)
      return try self.write(prepared, write, result)
    case .options: return Response(status: 200)
    }
  }

  private func requireSingular(_ media: MediaType, _ result: ResultSet) throws(APIError) {
    if case .object = media, result.pageTotal != 1 { throw .notSingular(result.pageTotal) }
  }

  private func requireFew(_ request: Request, _ result: ResultSet) throws(APIError) {
    if let most = request.preferences.maxAffected, request.preferences.handling == .strict, result.pageTotal > most {
      throw .maxAffected(result.pageTotal)
    }
  }

  private func requireWritten(
    _ request: Request, _ write: AnswerForm.Write, _ result: ResultSet
  ) throws(APIError) {
    if request.method == .put {
      guard result.pageTotal == 1 else { throw .upsertKey }
      return
    }
    try requireSingular(write.media, result)
    if request.method != .post { try requireFew(request, result) }
  }

  /// The total that `count=` asks for; with no `db-max-rows`, an estimate is never below the planner's guess.
  private func counted(_ result: ResultSet, _ prepared: PreparedRequest, _ all: TransactionAnswers) -> ResultSet {
    var counted = result
    let guess = all.explain?.rows?.scalar.flatMap { try? JSONValue(parsing: $0) }.flatMap { plan -> Int? in
      guard case .number(let digits)? = plan[0]?["Plan"]?["Plan Rows"] else { return nil }
      return Int(digits)
    }
    switch prepared.request.preferences.count {
    case .planned: counted.total = guess
    case .estimated:
      let isBeyond = settings.maxRows.map { (result.total ?? 0) > $0 } ?? true
      if isBeyond, let total = result.total, let guess { counted.total = max(total, guess) }
    case .exact, nil: break
    }
    return counted
  }

  private func explanation(_ prepared: PreparedRequest, _ media: MediaType, _ all: TransactionAnswers) -> Response {
    let lines = all.statements.first?.rows?.cells.map { $0.first.flatMap { $0 } ?? "" } ?? []
    return Response(
      status: 200, headers: contentHeaders(media, prepared),
      body: prepared.request.method == .head ? "" : lines.map { $0 + "\n" }.joined())
  }

  func contentHeaders(_ media: MediaType, _ prepared: PreparedRequest) -> [Header] {
    [Header("content-type", media.contentType)] + profileHeader(prepared)
  }

  /// Named when it was asked for, and always where several schemas are exposed.
  func profileHeader(_ prepared: PreparedRequest) -> [Header] {
    prepared.request.profile != nil || settings.schemas.count != 1
      ? [Header("content-profile", prepared.schema.name)] : []
  }
}
