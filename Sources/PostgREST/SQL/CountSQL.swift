/// The query whose rows are counted: the root's filters without its window; inner embeds become EXISTS.
extension SQLWriter {
  mutating func count(_ node: ReadNode) {
    let table = node.reference
    let joins = node.link?.conditions ?? []
    let inner = node.children.filter { $0.join == .inner }
    text("SELECT 1 ")
    from(node)
    guard !node.conditions.isEmpty || !joins.isEmpty || !inner.isEmpty else { return }
    text(" WHERE ")
    var terms: [(inout SQLWriter) -> Void] = node.conditions.map { tree in
      { $0.counted(tree, of: table, node.children) }
    }
    terms += joins.map { condition in { $0.joinCondition(condition) } }
    terms += inner.map { child in
      { writer in
        writer.text("EXISTS (")
        writer.count(child)
        writer.text(" )")
      }
    }
    list(terms, separator: " AND ") { writer, term in term(&writer) }
  }

  private mutating func counted(_ tree: PlannedLogic, of table: TableReference, _ children: [ReadNode]) {
    switch tree {
    case .group(let logic, let negated, let trees):
      text(negated ? "NOT (" : " (")
      list(trees, separator: logic == .and ? " AND " : " OR ") { $0.counted($1, of: table, children) }
      text(")")
    case .condition(let column, let condition): self.condition(condition, on: column, of: table)
    case .embed(let alias, let exists):
      guard let child = children.first(where: { $0.queryAlias == alias }) else { return }
      text(exists ? "EXISTS (" : "NOT EXISTS (")
      count(child)
      text(")")
    }
  }
}
