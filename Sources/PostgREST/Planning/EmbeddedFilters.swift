/// Orders and null filters that speak of embeds: they know an embed only by the name it is shown under.
extension ReadNode {
  /// `order=parent(name)` orders by a column of the lateral query, so the embed must be there and be of one row.
  mutating func addRelatedOrders() throws(APIError) {
    for index in order.indices {
      guard let relation = order[index].relation else { continue }
      guard let child = children.first(where: { $0.shownName == relation }) else { throw .notEmbedded(relation) }
      guard child.link?.relationship.isToOne == true else {
        throw .relatedOrder(of: table.name, on: child.shownName)
      }
      order[index].relation = child.queryAlias
    }
    for index in children.indices { try children[index].addRelatedOrders() }
  }

  /// `parent=is.null` asks whether the embed found rows; any other condition is left to fail in Postgres.
  mutating func addNullFilters() {
    conditions = conditions.map { $0.withNullFilters(on: children) }
    for index in children.indices { children[index].addNullFilters() }
  }
}

extension PlannedLogic {
  fileprivate func withNullFilters(on children: [ReadNode]) -> PlannedLogic {
    switch self {
    case .group(let logic, let negated, let trees):
      return .group(logic, negated: negated, trees.map { $0.withNullFilters(on: children) })
    case .condition(let column, let condition):
      guard condition.operation == .is(.null), column.path.isEmpty,
        let child = children.first(where: { $0.shownName == column.name })
      else { return self }
      return .embed(alias: child.queryAlias, exists: condition.negated)
    case .embed: return self
    }
  }
}
