internal import SQLText

extension ReadContext {
  /// `*` becomes the columns' names where a column has a representation, where an aggregate groups by the others, and in
  /// a spread of many rows, whose columns are aggregated one by one.
  func expandStars(of tree: inout ReadNode) { expandStars(of: &tree, grouping: false) }

  private func expandStars(of node: inout ReadNode, grouping: Bool) {
    var isToMany = false
    if case .toMany? = node.spread { isToMany = true }
    let grouping = grouping || isToMany || node.fields.contains { $0.aggregate != nil }
    if grouping || !cache.representations.isEmpty { expandOwnStars(of: &node, grouping: grouping) }
    for index in node.children.indices { expandStars(of: &node.children[index], grouping: grouping) }
  }

  private func expandOwnStars(of node: inout ReadNode, grouping: Bool) {
    let isSpread = node.spread != nil
    let hasStar = node.fields.contains {
      $0.column.name == "*" && ($0.aggregate == nil || isSpread && $0.aggregate == .count)
    }
    guard hasStar else { return }
    let columns = cache.relations[knownRelation(of: node)]?.columns ?? []
    guard grouping || columns.contains(where: { cache.representation(from: $0.nominalType, to: "json") != nil }) else {
      return
    }
    node.fields = node.fields.flatMap { field -> [PlannedField] in
      guard field.column.name == "*", field.column.path.isEmpty else { return [field] }
      if field.aggregate == nil { return columns.map { field.replacing(resolver.shown($0)) } }
      guard isSpread, field.aggregate == .count else { return [field] }
      var row = field.column
      row.isWholeRow = true
      return [field.replacing(row)]
    }
  }

  /// The relation behind the alias of a write's or a call's rows.
  private func knownRelation(of node: ReadNode) -> QualifiedName {
    node.table.qualified ?? QualifiedName(root.schema, Identifier(node.tableAlias ?? node.table.name))
  }
}

extension PlannedField {
  fileprivate func replacing(_ column: PlannedColumn) -> PlannedField {
    var copy = self
    copy.column = column
    return copy
  }
}

extension ReadNode {
  /// Names what Postgres would call by the function that shows it: JSON paths, representations, aggregates in a spread.
  mutating func addAliases() {
    for index in fields.indices where fields[index].alias == nil {
      fields[index].alias = fields[index].inferredAlias(inSpread: spread != nil)
    }
    for index in children.indices { children[index].addAliases() }
  }
}

extension PlannedField {
  fileprivate func inferredAlias(inSpread: Bool) -> String? {
    if let aggregate { return inSpread ? aggregate.rawValue : nil }
    if !column.path.isEmpty { return lastKey }
    return column.representation == nil ? nil : column.name
  }

  /// `data->1->mycol->>2` is shown as `mycol`, `data->3` as `data`.
  private var lastKey: String {
    for step in column.path.reversed() {
      if case .key(let name) = step.operand { return name }
    }
    return column.name
  }
}
