/// The columns that embeds add to their parents.
extension ReadNode {
  mutating func addEmbeddedColumns() {
    for index in children.indices { children[index].addEmbeddedColumns() }
    embedded = children.map(\.embeddedColumns)
  }

  private var embeddedColumns: EmbeddedColumns {
    if spread != nil { return .spread(spreadColumns, queryAlias: queryAlias) }
    if link?.relationship.isToOne == true {
      return .object(name: shownName, queryAlias: queryAlias, isHidden: showsNothing)
    }
    return .array(name: shownName, queryAlias: queryAlias, isHidden: showsNothing)
  }

  private var showsNothing: Bool { fields.isEmpty && children.allSatisfy(\.showsNothing) }

  private var spreadColumns: [SpreadColumn] {
    let own = fields.map { SpreadColumn(name: $0.alias ?? $0.column.name) }
    return own
      + embedded.flatMap { columns -> [SpreadColumn] in
        switch columns {
        case .object(let name, _, _), .array(let name, _, _): [SpreadColumn(name: name)]
        case .spread(let columns, _): columns
        }
      }
  }
}

/// An aggregate on its way from a spread to the row that it groups.
struct RisingAggregate {
  var queryAlias: String
  var field: String
  var aggregate: AggregateFunction
  var cast: String?
  var alias: String?
}

extension ReadNode {
  /// Moves aggregates of to-one spreads up to the root or to the next embed with rows of its own: computed in the spread
  /// they would see one row each.
  ///
  /// - Returns: those that go on to the parent.
  mutating func hoistAggregates() -> [RisingAggregate] {
    let rising = children.indices.flatMap { children[$0].hoistAggregates() }
    guard spread == .toOne else {
      embedded = embedded.map { $0.applying(rising) }
      return []
    }
    let own = fields.indices.compactMap { index -> RisingAggregate? in
      let field = fields[index]
      guard let aggregate = field.aggregate else { return nil }
      fields[index].aggregate = nil
      fields[index].aggregateCast = nil
      return RisingAggregate(
        queryAlias: queryAlias, field: field.alias ?? field.column.name, aggregate: aggregate,
        cast: field.aggregateCast, alias: field.alias)
    }
    return own
      + rising.map { aggregate in
        var passed = aggregate
        passed.queryAlias = queryAlias
        return passed
      }
  }

  /// A spread of many rows becomes arrays, ordered inside the aggregates: what it is ordered by must be selected below.
  mutating func moveOrdersIntoSpreads() throws(APIError) {
    if case .toMany? = spread {
      guard fields.allSatisfy({ $0.aggregate == nil }), embedded.allSatisfy({ !$0.aggregates }) else {
        throw .notImplemented("Aggregates are not implemented for one-to-many or many-to-many spreads.")
      }
      let moved = order.enumerated().map { index, term in spreadOrder(term, number: index + 1) }
      spread = .toMany(extra: moved.map(\.0), order: moved.map(\.1))
      order = []
    }
    for index in children.indices { try children[index].moveOrdersIntoSpreads() }
  }

  private func spreadOrder(_ term: PlannedOrder, number: Int) -> (ExtraField, PlannedOrder) {
    let alias = "\(queryAlias)_\(term.column.name)_\(number)"
    let extra = ExtraField(relation: term.relation, field: PlannedField(column: term.column, alias: alias))
    let order = PlannedOrder(column: PlannedColumn(name: alias), direction: term.direction, nulls: term.nulls)
    return (extra, order)
  }
}

extension EmbeddedColumns {
  /// Whether a column of a spread is aggregated here.
  var aggregates: Bool {
    if case .spread(let columns, _) = self { columns.contains { $0.aggregate != nil } } else { false }
  }

  fileprivate func applying(_ rising: [RisingAggregate]) -> EmbeddedColumns {
    guard !rising.isEmpty, case .spread(let columns, let queryAlias) = self else { return self }
    let applied = columns.map { column in
      guard let aggregate = rising.first(where: { $0.queryAlias == queryAlias && $0.field == column.name }) else {
        return column
      }
      return SpreadColumn(
        name: column.name, alias: aggregate.alias, aggregate: aggregate.aggregate, aggregateCast: aggregate.cast)
    }
    return .spread(applied, queryAlias: queryAlias)
  }
}
