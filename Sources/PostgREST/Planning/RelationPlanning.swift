internal import SQLText

/// Reads and writes of a relation.
extension Planner {
  func plan(
    relation name: Identifier, _ request: Request, _ schema: Identifier, _ window: RowWindow, _ payload: ReadPayload
  ) throws(APIError) -> PreparedRequest {
    let root = QualifiedName(schema, name)
    if settings.version.checksRelations { _ = try listed(root) }
    if settings.version < .v13, request.method == .patch || request.method == .delete, !request.ranges.isEmpty {
      throw .unmodelled("a limit on \(request.method.rawValue)", in: settings.version)
    }
    let context = context(request, root: root)
    let tree = try context.plan()
    return request.writes
      ? try planWrite(context, tree, payload) : try planRead(context, tree, window)
  }

  private func listed(_ name: QualifiedName) throws(APIError) -> ExposedRelation {
    guard let relation = cache.relations[name], relation.isListed else {
      throw .unknownRelation(name, cache: cache, version: settings.version)
    }
    return relation
  }

  private func planRead(
    _ context: ReadContext, _ tree: ReadNode, _ window: RowWindow
  ) throws(APIError) -> PreparedRequest {
    let (handler, media) = try context.negotiate(hasDefaultSelect: tree.hasDefaultSelect)
    try refuseUnknownPreferences(of: context.request)
    let counting = Counting(context.request.preferences.count, settings: settings, window: window)
    var writer = SQLWriter()
    writer.explanation(of: media)
    writer.text("WITH pgrst_source AS ( ")
    writer.read(tree)
    writer.text(" ) ")
    writer.countQuery(of: tree, counting)
    writer.text(" SELECT ")
    writer.total(counting, pageTotal: "pg_catalog.count(_postgrest_t)")
    writer.resultColumns(handler, returns: nil, pageTotal: "pg_catalog.count(_postgrest_t)")
    writer.text("'' AS response_inserted FROM ( SELECT * FROM pgrst_source ) _postgrest_t")
    var transaction = PreparedTransaction(readOnly: true, writer.finish())
    if counting.explains, media.isPlan == false {
      var explain = SQLWriter()
      explain.text("EXPLAIN (FORMAT JSON) ")
      explain.count(tree)
      transaction.explain = explain.finish()
    }
    let read = AnswerForm.Read(media: media, handler: handler, window: window)
    return PreparedRequest(
      self, context.request, schema: context.root.schema, transaction: transaction,
      form: media.isPlan ? .explanation(media) : .read(read))
  }

  private func planWrite(
    _ context: ReadContext, _ tree: ReadNode, _ payload: ReadPayload
  ) throws(APIError) -> PreparedRequest {
    let plan = try context.write(showing: tree, payload: payload.bytes, keys: payload.keys)
    try refuseUnknownPreferences(of: context.request)
    let (handler, media) = try context.negotiate(hasDefaultSelect: tree.hasDefaultSelect)
    var writer = SQLWriter()
    writer.explanation(of: media)
    writer.text("WITH pgrst_source AS (")
    writer.write(plan)
    writer.text(") SELECT '' AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, ")
    writer.location(of: plan, context.request.preferences)
    writer.text(" AS header, ")
    writer.body(handler, returns: nil)
    writer.text(" AS body, \(SQLWriter.responseSettings), ")
    writer.text(plan.countsInserted(context.request.preferences) ? SQLWriter.inserted : "''")
    writer.text(" AS response_inserted FROM (")
    if handler == .none { writer.text("SELECT * FROM pgrst_source") } else { writer.read(tree) }
    writer.text(") _postgrest_t")
    let write = AnswerForm.Write(media: media, handler: handler, primaryKey: plan.primaryKey)
    return PreparedRequest(
      self, context.request, schema: context.root.schema,
      transaction: PreparedTransaction(readOnly: false, writer.finish()),
      form: media.isPlan ? .explanation(media) : .write(write))
  }
}

extension PreparedTransaction {
  init(readOnly: Bool, _ statement: SQL) {
    self.init(isolation: "READ COMMITTED", isReadOnly: readOnly, settings: [], statements: [statement])
  }
}

extension WritePlan {
  func countsInserted(_ preferences: Preferences) -> Bool {
    switch change {
    case .upsertOne: true
    case .insert: preferences.resolution == .mergeDuplicates
    case .update, .delete: false
    }
  }
}

extension MediaType {
  var isPlan: Bool { if case .plan = self { true } else { false } }
}
