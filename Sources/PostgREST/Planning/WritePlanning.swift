internal import SQLText

/// A change of rows, planned.
struct WritePlan: Hashable, Sendable {
  enum Change: Hashable, Sendable {
    case insert(conflict: Conflict?)
    /// `PUT`: one row, whose key the filters name.
    case upsertOne(key: [String])
    case update
    case delete
  }

  struct Conflict: Hashable, Sendable {
    var resolution: Preferences.Resolution
    var columns: [String]
  }

  var change: Change
  var table: QualifiedName
  var columns: [PlannedColumn] = []
  var payload: [UInt8] = []
  var conditions: [PlannedLogic] = []
  var returning: [String] = []
  var primaryKey: [String] = []
  /// `missing=default`: keys that the payload lacks take the column's default instead of NULL.
  var appliesDefaults = false
}

extension ReadContext {
  /// - Parameter keys: the columns that the payload or `columns=` names.
  func write(showing tree: ReadNode, payload: [UInt8], keys: [String]) throws(APIError) -> WritePlan {
    guard let relation = cache.relations[root] else {
      // Only before 13 a request gets here without its relation being known.
      throw .unmodelled("a write to a relation that the schema cache does not list", in: settings.version)
    }
    var plan = WritePlan(change: .delete, table: root)
    plan.payload = payload
    plan.primaryKey = relation.primaryKey
    if let shown = request.preferences.returning, shown != .minimal {
      plan.returning = tree.neededColumns(primaryKey: relation.primaryKey)
    }
    plan.appliesDefaults = request.preferences.missing == .default
    switch request.method {
    case .post:
      plan.columns = try columns(keys, of: relation)
      plan.change = .insert(
        conflict: request.preferences.resolution.map {
          .init(resolution: $0, columns: request.onConflict ?? relation.primaryKey)
        })
    case .patch:
      plan.columns = try columns(keys, of: relation)
      plan.conditions = ownConditions
      plan.change = .update
    case .put:
      guard request.namesExactly(relation.primaryKey) else { throw .upsertFilters }
      plan.columns = try columns(keys, of: relation)
      plan.conditions = ownConditions
      plan.appliesDefaults = false
      plan.change = .upsertOne(key: relation.primaryKey)
    default: plan.conditions = ownConditions
    }
    return plan
  }

  private func columns(_ names: [String], of relation: ExposedRelation) throws(APIError) -> [PlannedColumn] {
    var columns: [PlannedColumn] = []
    for name in names {
      guard let known = relation.column(name) else { throw .unknownColumn(name, of: relation.name.name.name) }
      columns.append(resolver.written(known))
    }
    return columns
  }

  /// The root's filters, which decide the rows that change; logic of embeds ends up among them, as it does in PostgREST.
  private var ownConditions: [PlannedLogic] {
    let table = TableReference(root)
    let filters = request.filters.filter(\.path.isEmpty).map { filter in
      PlannedLogic.condition(
        resolver.compared(filter.field, with: filter.condition, of: table), filter.condition)
    }
    return filters + request.logic.map { resolver.logic($0.tree, of: table) }
  }
}

extension Request {
  /// `PUT` needs every key column once, by plain equality, and nothing else.
  fileprivate func namesExactly(_ key: [String]) -> Bool {
    let names = filters.map { ($0.path + [$0.field.name]).joined(separator: ".") + ($0.field.path.isEmpty ? "" : "->") }
    let areEqualities = filters.allSatisfy { filter in
      guard case .compare(.eq, _, nil) = filter.condition.operation else { return !filter.path.isEmpty }
      return !filter.condition.negated || !filter.path.isEmpty
    }
    return logic.isEmpty && !key.isEmpty && Set(names) == Set(key) && areEqualities
  }
}

extension ReadNode {
  /// The columns a write must return, or a call give, for its embeds to be joined; sorted, as PostgREST keeps a set.
  func neededColumns(primaryKey: [String]) -> [String] {
    let selected = Set(fields.map(\.column.name))
    if selected.contains("*") { return ["*"] }
    var keys: [String] = []
    for child in children {
      guard let relationship = child.link?.relationship else { continue }
      // What a function reads of the row is not known.
      if relationship.function != nil { return ["*"] }
      keys += relationship.junction?.sourceColumns.map(\.source) ?? relationship.columns.map(\.source)
    }
    return selected.union(keys).union(primaryKey).sortedAsText
  }

  /// Columns that filters at any depth name.
  var filteredColumns: [String] {
    conditions.flatMap(\.columnNames) + children.flatMap(\.filteredColumns)
  }
}

extension PlannedLogic {
  fileprivate var columnNames: [String] {
    switch self {
    case .group(_, _, let trees): trees.flatMap(\.columnNames)
    case .condition(let column, _): [column.name]
    case .embed(let alias, _): [alias]
    }
  }
}

extension Sequence<String> {
  /// In the order of their Unicode scalars, as Haskell sorts text.
  var sortedAsText: [String] {
    sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }
}
