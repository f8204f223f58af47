package import SQLText

/// A column of the source and the column of the target that must be equal to it.
package struct ColumnPair: Hashable, Sendable, Comparable {
  package var source: String
  package var target: String

  package init(_ source: String, _ target: String) {
    self.source = source
    self.target = target
  }

  package var swapped: ColumnPair { ColumnPair(target, source) }

  package static func < (a: ColumnPair, b: ColumnPair) -> Bool { (a.source, a.target) < (b.source, b.target) }
}

/// The relation between the two ends of a many-to-many relationship.
package struct Junction: Hashable, Sendable {
  package var relation: QualifiedName
  /// The foreign key that points at the source.
  package var sourceConstraint: String
  /// The foreign key that points at the target.
  package var targetConstraint: String
  /// Columns of the source with those of the junction.
  package var sourceColumns: [ColumnPair]
  /// Columns of the target with those of the junction.
  package var targetColumns: [ColumnPair]

  package init(
    relation: QualifiedName, sourceConstraint: String, targetConstraint: String, sourceColumns: [ColumnPair],
    targetColumns: [ColumnPair]
  ) {
    self.relation = relation
    self.sourceConstraint = sourceConstraint
    self.targetConstraint = targetConstraint
    self.sourceColumns = sourceColumns
    self.targetColumns = targetColumns
  }
}

/// How many rows of each end belong together, and what says so.
package enum Cardinality: Hashable, Sendable {
  case oneToMany(constraint: String, columns: [ColumnPair])
  case manyToOne(constraint: String, columns: [ColumnPair])
  /// `isParent`: the source is the referenced side.
  case oneToOne(constraint: String, columns: [ColumnPair], isParent: Bool)
  case manyToMany(Junction)
  /// A function from the source's row to rows of the target.
  case computed(function: QualifiedName, toOne: Bool)
}

/// A way from one relation to another that a request can embed.
package struct Relationship: Hashable, Sendable {
  package var source: QualifiedName
  package var target: QualifiedName
  /// Both ends are the same relation; a view and its own table are not.
  package var isSelf: Bool
  package var cardinality: Cardinality
  package var sourceIsView: Bool
  package var targetIsView: Bool
  /// Whether its rows are read with rights other than the caller's: through a SECURITY DEFINER function, or a target or
  /// junction that reads as its owner.
  package var readsAsOwner: Bool

  package init(
    source: QualifiedName, target: QualifiedName, isSelf: Bool, cardinality: Cardinality, sourceIsView: Bool = false,
    targetIsView: Bool = false, readsAsOwner: Bool = false
  ) {
    self.source = source
    self.target = target
    self.isSelf = isSelf
    self.cardinality = cardinality
    self.sourceIsView = sourceIsView
    self.targetIsView = targetIsView
    self.readsAsOwner = readsAsOwner
  }

  /// Whether an embed gives an object instead of an array.
  package var isToOne: Bool {
    switch cardinality {
    case .manyToOne, .oneToOne: true
    case .computed(_, let toOne): toOne
    case .oneToMany, .manyToMany: false
    }
  }

  /// The foreign key, where a single one makes it.
  package var constraint: String? {
    switch cardinality {
    case .oneToMany(let name, _), .manyToOne(let name, _), .oneToOne(let name, _, _): name
    case .manyToMany, .computed: nil
    }
  }

  /// The join columns, where a single foreign key makes it.
  package var columns: [ColumnPair] {
    switch cardinality {
    case .oneToMany(_, let pairs), .manyToOne(_, let pairs), .oneToOne(_, let pairs, _): pairs
    case .manyToMany, .computed: []
    }
  }

  package var junction: Junction? {
    if case .manyToMany(let junction) = cardinality { junction } else { nil }
  }

  /// The function of a computed relationship.
  package var function: QualifiedName? {
    if case .computed(let function, _) = cardinality { function } else { nil }
  }

  /// The schema under which requests find it: the target's, but the function's for a computed one.
  package var lookupSchema: Identifier { function?.schema ?? target.schema }
}
