internal import SQLText

/// One level of a read: the root, or an embed with its way to the parent.
struct ReadNode: Hashable, Sendable {
  /// The name the request uses.
  var name: String
  var alias: String?
  var hint: String?
  var join: JoinType?
  var spread: Spread?
  var depth = 0

  var fields: [PlannedField] = []
  var conditions: [PlannedLogic] = []
  var order: [PlannedOrder] = []
  var window = RowWindow.all

  /// The relation that is read, and the alias it is read under.
  var table: TableReference
  var tableAlias: String?
  /// How it hangs on its parent; nil for the root.
  var link: Link?
  /// Columns that the children add to the select list.
  var embedded: [EmbeddedColumns] = []
  var children: [ReadNode] = []

  struct Link: Hashable, Sendable {
    var relationship: Relationship
    /// The alias of the lateral query: parent, name and depth.
    var queryAlias: String
    var conditions: [JoinCondition] = []
    /// The parent's alias, which a computed relationship takes for its argument.
    var sourceAlias: String?
  }

  enum Spread: Hashable, Sendable {
    case toOne
    /// Arrays, one a column: the order moves into the aggregates, so its columns must be selected below.
    case toMany(extra: [ExtraField], order: [PlannedOrder])
  }

  struct ExtraField: Hashable, Sendable {
    var relation: String?
    var field: PlannedField
  }

  /// How the node is called in filters, orders and the answer.
  var shownName: String { alias ?? name }

  /// The relation as its columns are qualified.
  var reference: TableReference {
    if case .computed(let function, _)? = link?.relationship.cardinality {
      return TableReference(tableAlias ?? function.name.name)
    }
    return tableAlias.map { TableReference($0) } ?? table
  }

  var queryAlias: String { link?.queryAlias ?? "" }

  /// Whether the select list is that of a request without `select`: only then do a relation's own media handlers apply.
  var hasDefaultSelect: Bool { children.isEmpty && fields.count == 1 && fields[0].column.name == "*" }
}

struct JoinCondition: Hashable, Sendable {
  var left: TableReference
  var leftColumn: String
  var right: TableReference
  var rightColumn: String
}

/// What an embed adds to its parent's select list.
enum EmbeddedColumns: Hashable, Sendable {
  /// `isHidden`: an embed with no column at all joins but shows nothing.
  case object(name: String, queryAlias: String, isHidden: Bool)
  case array(name: String, queryAlias: String, isHidden: Bool)
  case spread([SpreadColumn], queryAlias: String)

  var queryAlias: String {
    switch self {
    case .object(_, let alias, _), .array(_, let alias, _), .spread(_, let alias): alias
    }
  }
}

struct SpreadColumn: Hashable, Sendable {
  var name: String
  var alias: String?
  var aggregate: AggregateFunction?
  var aggregateCast: String?
}
