internal import JSONText
package import SQLAnswers
internal import SQLText

extension PreparedRequest {
  /// What the client sees.
  ///
  /// - Parameters:
  ///   - answers: to the statements and then to the plan of the count, or the one failure that came before.
  ///   - constraints: to `SET CONSTRAINTS ALL IMMEDIATE`, where it was sent.
  package func response(to answers: [Answer], constraints: Answer? = nil) -> Response {
    do {
      let answers = TransactionAnswers(answers, constraints: constraints, of: self)
      return try planner.response(to: self, answers).sent(to: request.method.rawValue)
    } catch {
      return Response(error, to: request.method.rawValue)
    }
  }
}

extension Planner {
  fileprivate func response(to prepared: PreparedRequest, _ answers: TransactionAnswers) throws(APIError) -> Response {
    if case .options(let allow) = prepared.form {
      return Response(status: 200, headers: [Header("access-control-allow-origin", "*"), Header("allow", allow)])
    }
    try answers.requireStatements()
    switch prepared.form {
    case .options: return Response(status: 200)
    case .openAPI: return openAPIResponse(prepared, answers)
    case .explanation(let media):
      try answers.requireConstraints()
      return explanation(prepared, media, answers)
    case .read(let read):
      let result = ResultSet(answers.statements.first, isWrite: false)
      try requireSingular(read.media, result)
      try answers.requireConstraints()
      return try self.read(prepared, read, counted(result, prepared, answers))
    case .call(let read, let returnsVoid):
      let result = ResultSet(answers.statements.first, isWrite: false)
      try answers.requireConstraints()
      try requireSingular(read.media, result)
      try requireFew(prepared.request, result)
      return try call(prepared, read, result, returnsVoid: returnsVoid)
    case .write(let write):
      let result = ResultSet(answers.statements.first, isWrite: true)
      try requireWritten(prepared.request, write, result)
      try answers.requireConstraints()
      return try self.write(prepared, write, result)
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
      status: 200, headers: contentHeaders(media, prepared), body: lines.map { $0 + "\n" }.joined())
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
