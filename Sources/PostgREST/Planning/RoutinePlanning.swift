internal import Catalog
internal import JSONText
internal import SQLText

/// Calls of functions.
extension Planner {
  func plan(
    call name: Identifier, _ request: Request, _ schema: Identifier, _ window: RowWindow, _ payload: ReadPayload
  ) throws(APIError) -> PreparedRequest {
    let isPost = request.method == .post
    let names = isPost ? Set(payload.keys) : Set(request.arguments.map(\.name))
    let target = CallTarget(
      name: QualifiedName(schema, name), argumentNames: names, contentType: request.contentType, isPost: isPost)
    let routine = try cache.routine(for: target, version: settings.version)
    // Rows are looked up under the name of their type in the function's schema, wherever the type lies.
    let row = routine.returns.isComposite ? routine.returns.type.name : routine.name.name
    let context = context(request, root: QualifiedName(schema, row))
    let tree = try context.plan()
    let (handler, media) = try context.negotiate(hasDefaultSelect: tree.hasDefaultSelect)
    try refuseUnknownPreferences(of: request)
    if request.preferences.maxAffected != nil, request.preferences.handling == .strict, !routine.returns.isSet {
      throw .maxAffectedRoutine
    }
    if request.method == .options {
      return options(routine.volatility == .volatile ? "OPTIONS,POST" : "OPTIONS,GET,HEAD,POST", request, schema)
    }
    let call = callPlan(routine, tree, request, payload, names)
    let statement = self.statement(call, tree, handler, media, request, window)
    var transaction = PreparedTransaction(readOnly: !isPost || routine.volatility != .volatile, statement)
    if let isolation = routine.isolationLevel { transaction.isolation = isolation.uppercased() }
    transaction.settings = routine.hoistedSettings
    let read = AnswerForm.Read(media: media, handler: handler, window: window)
    return PreparedRequest(
      self, request, schema: schema, transaction: transaction,
      form: media.isPlan ? .explanation(media) : .call(read, returnsVoid: routine.returns.isVoid))
  }

  private func callPlan(
    _ routine: Routine, _ tree: ReadNode, _ request: Request, _ payload: ReadPayload, _ names: Set<String>
  ) -> CallPlan {
    let takesBody = routine.parameters.count == 1 && routine.parameters[0].name.isEmpty
    let arguments: CallPlan.Arguments =
      if takesBody {
        .body(payload.bytes)
      } else if request.method != .post, settings.version < .v13 {
        .json(JSONValue.object(routine.values(from: request.arguments).map { .init($0, $1.json) }).compact)
      } else if request.method != .post {
        .direct(routine.values(from: request.arguments))
      } else if request.contentType == .urlEncoded {
        .direct(routine.values(from: payload.pairs))
      } else {
        .json(String(decoding: payload.bytes, as: UTF8.self))
      }
    return CallPlan(
      routine: routine,
      parameters: takesBody ? routine.parameters : routine.parameters.filter { names.contains($0.name) },
      arguments: arguments, returning: tree.neededColumns(primaryKey: []),
      filtered: settings.version < .v13 ? [] : tree.filteredColumns)
  }

  private func statement(
    _ call: CallPlan, _ tree: ReadNode, _ handler: BodyHandler, _ media: MediaType, _ request: Request,
    _ window: RowWindow
  ) -> SQL {
    let returns = call.routine.returns
    let counting = Counting(request.preferences.count, settings: settings, window: window, isCall: true)
    let pageTotal = returns.isSet ? "pg_catalog.count(_postgrest_t)" : "1"
    var writer = SQLWriter()
    writer.explanation(of: media)
    writer.text("WITH pgrst_source AS (")
    writer.call(call)
    writer.text(") ")
    writer.countQuery(of: tree, counting)
    writer.text("SELECT ")
    writer.total(counting, pageTotal: pageTotal)
    writer.resultColumns(handler, returns: returns, pageTotal: pageTotal)
    writer.text("'' AS response_inserted FROM (")
    writer.read(tree)
    writer.text(") _postgrest_t")
    return writer.finish()
  }
}
