internal import SQLText

/// What a read is planned with.
struct ReadContext {
  let request: Request
  let settings: APISettings
  let cache: SchemaCache
  /// The relation, or for a call the function's schema with the name of its row type.
  let root: QualifiedName

  var resolver: ColumnResolver { ColumnResolver(cache: cache, version: settings.version) }
  var isWrite: Bool { request.writes }
  var isCall: Bool { if case .routine = request.resource { true } else { false } }
}

extension ReadContext {
  /// The tree of a read, or of what a write or a call shows of its rows.
  ///
  /// The steps and their order are PostgREST's: an error of an earlier one hides those of the later.
  func plan() throws(APIError) -> ReadNode {
    var tree = initialTree()
    try addFilters(to: &tree)
    try addOrders(to: &tree)
    try addWindows(to: &tree)
    try addLogic(to: &tree)
    tree = try resolvingEmbeds(of: tree)
    expandStars(of: &tree)
    tree.addAliases()
    try tree.addRelatedOrders()
    if settings.version < .v13 { try tree.refuseSpreadsOfMany() }
    tree.addNullFilters()
    tree.addEmbeddedColumns()
    if !settings.aggregates { try tree.refuseAggregates() }
    _ = tree.hoistAggregates()
    try tree.moveOrdersIntoSpreads()
    if !isWrite { tree.restrictWindows(to: settings.maxRows) }
    return tree
  }

  private func initialTree() -> ReadNode {
    var tree = ReadNode(name: root.name.name, table: TableReference(root))
    fill(&tree, with: request.select ?? [.star])
    return tree
  }

  /// Columns are looked up under the name the request gives, so those of an embed named by key or alias stay unknown.
  private func fill(_ node: inout ReadNode, with items: [SelectItem]) {
    let resolver = resolver
    for item in items {
      switch item {
      case .field(let field):
        node.fields.append(
          PlannedField(
            column: resolver.shown(field.field, of: node.table), alias: field.alias, cast: field.cast,
            aggregate: field.aggregate, aggregateCast: field.aggregateCast))
      case .embed(let embed):
        var child = ReadNode(
          name: embed.target, alias: embed.alias, hint: embed.hint, join: embed.join,
          spread: embed.spread ? .toOne : nil, depth: node.depth + 1,
          table: TableReference(schema: root.schema.name, embed.target))
        fill(&child, with: embed.items)
        node.children.append(child)
      }
    }
  }

  /// A write filters with its own root filters; only those of embeds reach what it shows.
  private func addFilters(to tree: inout ReadNode) throws(APIError) {
    for filter in request.filters.reversed() where !isWrite || !filter.path.isEmpty {
      try tree.update(at: filter.path[...]) { node in
        let column = resolver.compared(filter.field, with: filter.condition, of: node.table)
        node.conditions.insert(.condition(column, filter.condition), at: 0)
      }
    }
  }

  private func addLogic(to tree: inout ReadNode) throws(APIError) {
    // Before 14 a write's own `or` also hid rows from what it returned.
    let shows = !isWrite || settings.version < .v14
    for filter in request.logic.reversed() where shows || !filter.path.isEmpty {
      try tree.update(at: filter.path[...]) { node in
        node.conditions.insert(resolver.logic(filter.tree, of: node.table), at: 0)
      }
    }
  }

  /// Columns of every order are looked up in the root relation, even those of embeds.
  private func addOrders(to tree: inout ReadNode) throws(APIError) {
    for ordering in request.order.reversed() {
      let terms = ordering.terms.map { term in
        let column =
          term.relation == nil
          ? resolver.column(term.field, of: TableReference(root))
          : PlannedColumn(name: term.field.name, path: term.field.path)
        return PlannedOrder(relation: term.relation, column: column, direction: term.direction, nulls: term.nulls)
      }
      try tree.update(at: ordering.path[...]) { $0.order = terms }
    }
  }

  private func addWindows(to tree: inout ReadNode) throws(APIError) {
    guard !isWrite else { return }
    for range in request.ranges.reversed() where !range.path.isEmpty {
      try tree.update(at: range.path[...]) { $0.window = RowWindow(range) }
    }
    tree.window = try request.rootWindow()
  }
}

extension ReadNode {
  /// Changes the node that a path of names or aliases leads to; each node on the way moves to the front of its siblings,
  /// which decides the order of the joins.
  mutating func update(at path: ArraySlice<String>, _ change: (inout ReadNode) -> Void) throws(APIError) {
    guard let target = path.first else { return change(&self) }
    guard let index = children.firstIndex(where: { $0.name == target || $0.alias == target }) else {
      throw .notEmbedded(target)
    }
    try children[index].update(at: path.dropFirst(), change)
    if index > 0 { children.insert(children.remove(at: index), at: 0) }
  }

  fileprivate mutating func restrictWindows(to maximum: Int?) {
    window = window.restricted(to: maximum)
    for index in children.indices { children[index].restrictWindows(to: maximum) }
  }

  /// Before 13 only rows of one could be spread.
  fileprivate func refuseSpreadsOfMany() throws(APIError) {
    if let relationship = link?.relationship, spread != nil, !relationship.isToOne {
      throw .spread(of: relationship.source.name.name, on: name)
    }
    for child in children { try child.refuseSpreadsOfMany() }
  }

  fileprivate func refuseAggregates() throws(APIError) {
    guard fields.allSatisfy({ $0.aggregate == nil }) else { throw .aggregates }
    for child in children { try child.refuseAggregates() }
  }
}

extension Request {
  /// Whether the request changes rows of a relation.
  var writes: Bool {
    guard case .relation = resource else { return false }
    return [.post, .put, .patch, .delete].contains(method)
  }

  /// The rows of the root, from `limit`, `offset` and the `Range` header, which only GET heeds.
  func rootWindow() throws(APIError) -> RowWindow {
    let header = method == .get ? RowWindow(header: range) : .all
    let query = ranges.last { $0.path.isEmpty }.map { RowWindow($0) } ?? .all
    let window = query.hasLimitZero ? RowWindow.none : header.intersection(query)
    if window.isEmpty, !query.hasLimitZero { throw header.isEmpty ? .emptyRange : .negativeLimit }
    if method == .put, window != .all { throw .upsertLimit }
    return window
  }
}
