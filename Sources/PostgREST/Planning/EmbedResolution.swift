internal import SQLText

/// From names in `select` to relationships and joins.
extension ReadContext {
  static let sourceQuery = "pgrst_source"

  func resolvingEmbeds(of tree: ReadNode) throws(APIError) -> ReadNode {
    var root = tree
    // Rows of a write or a call come from the query's first part, under the relation's name so that embeds find it.
    if isWrite || isCall {
      root.tableAlias = root.table.name
      root.table = TableReference(Self.sourceQuery)
    }
    try resolve(childrenOf: &root)
    return root
  }

  private func resolve(childrenOf parent: inout ReadNode) throws(APIError) {
    for index in parent.children.indices {
      try resolve(&parent.children[index], below: parent)
      try resolve(childrenOf: &parent.children[index])
    }
  }

  private func resolve(_ node: inout ReadNode, below parent: ReadNode) throws(APIError) {
    // Only the root's alias names a relation; those below are aliases of joins.
    let origin = node.depth == 1 ? parent.tableAlias ?? parent.table.name : parent.table.name
    let relationship = try relationship(from: origin, to: node.name, hint: node.hint)
    let target = relationship.target.name.name
    var link = ReadNode.Link(
      relationship: relationship,
      queryAlias: "\(relationship.source.name.name)_\(node.shownName)_\(node.depth)", sourceAlias: parent.tableAlias)
    if relationship.junction == nil { node.tableAlias = "\(target)_\(node.depth)" }
    link.conditions = relationship.joinConditions(alias: node.tableAlias, parentAlias: parent.tableAlias)
    node.table = TableReference(relationship.target)
    node.link = link
    if node.spread != nil, !relationship.isToOne { node.spread = .toMany(extra: [], order: []) }
  }

  private func relationship(from origin: String, to target: String, hint: String?) throws(APIError) -> Relationship {
    let matches = cache.matches(origin: origin, in: root.schema, target: target, hint: hint)
    guard let first = matches.first else {
      throw .noRelationship(from: origin, to: target, hint: hint, in: root.schema, cache: cache)
    }
    guard matches.count == 1 else { throw .ambiguousRelationship(from: origin, to: target, matches) }
    return first
  }
}

extension Relationship {
  /// The conditions of the join.
  ///
  /// Those of a junction are qualified with the source's schema, wherever the junction lies: over one of another schema the
  /// query fails, as it does in PostgREST.
  fileprivate func joinConditions(alias: String?, parentAlias: String?) -> [JoinCondition] {
    func condition(_ left: TableReference, _ leftColumn: String, _ right: TableReference, _ rightColumn: String)
      -> JoinCondition
    {
      JoinCondition(left: left, leftColumn: leftColumn, right: right, rightColumn: rightColumn)
    }
    let schema = source.schema.name
    let parent = parentAlias.map { TableReference($0) } ?? TableReference(schema: schema, source.name.name)
    switch cardinality {
    case .computed: return []
    case .manyToMany(let junction):
      let middle = TableReference(schema: schema, junction.relation.name.name)
      let end = TableReference(schema: schema, target.name.name)
      return junction.targetColumns.map { condition(middle, $0.target, end, $0.source) }
        + junction.sourceColumns.map { condition(middle, $0.target, parent, $0.source) }
    case .oneToMany(_, let columns), .manyToOne(_, let columns), .oneToOne(_, let columns, _):
      let child = alias.map { TableReference($0) } ?? TableReference(schema: schema, target.name.name)
      return columns.map { condition(child, $0.target, parent, $0.source) }
    }
  }
}
