internal import Catalog
internal import SQLText

extension Exposure {
  /// Functions of one argument from a relation's row to rows of a relation; any schema, whoever may execute them.
  func computedRelationships() -> [Relationship] {
    let rows = rowTypes()
    return catalog.functions.compactMap { function in
      let inputs = function.inputs
      guard inputs.count == 1, let source = rows[inputs[0].type], let target = rows[function.returnType],
        exposes(source.name.schema), exposes(target.name.schema)
      else { return nil }
      let isToOne = !function.returnsSet || function.estimatedRows == 1
      return Relationship(
        source: source.name, target: target.name, isSelf: source.name == target.name,
        cardinality: .computed(function: function.name, toOne: isToOne), sourceIsView: source.isView,
        targetIsView: target.isView, readsAsOwner: function.isSecurityDefiner)
    }
  }

  private func rowTypes() -> [OID: Relation] {
    let relations = catalog.relations.filter { $0.rowType != 0 && $0.kind != .compositeType && $0.kind != .sequence }
    return Dictionary(relations.map { ($0.rowType, $0) }) { first, _ in first }
  }
}

private struct Ends: Hashable {
  var source: QualifiedName
  var target: QualifiedName?
}

extension [Relationship] {
  /// These computed relationships and the detected ones, in PostgREST's order.
  ///
  /// A function named as a relation stands in for everything detected between its argument's relation and that one.
  func overriding(_ detected: [Relationship]) -> [Relationship] {
    let overridden = Set(map { Ends(source: $0.source, target: $0.function) })
    let kept = detected.filter { !overridden.contains(Ends(source: $0.source, target: $0.target)) }
    return (kept + self).sorted { $0.isListed(before: $1) }
  }
}

extension Relationship {
  /// The order within one lookup is that of PostgREST's messages: by target, then cardinality, computed ones last.
  fileprivate func isListed(before other: Relationship) -> Bool {
    if source != other.source { return source < other.source }
    if lookupSchema != other.lookupSchema { return lookupSchema < other.lookupSchema }
    if let function, let theirs = other.function { return function < theirs }
    if (function == nil) != (other.function == nil) { return function == nil }
    if target != other.target { return target < other.target }
    if isSelf != other.isSelf { return other.isSelf }
    return cardinality.isListed(before: other.cardinality)
  }
}

extension Cardinality {
  fileprivate func isListed(before other: Cardinality) -> Bool {
    switch (self, other) {
    case (.oneToMany(let name, let columns), .oneToMany(let theirs, let theirColumns)),
      (.manyToOne(let name, let columns), .manyToOne(let theirs, let theirColumns)):
      return name != theirs ? name < theirs : columns.lexicographicallyPrecedes(theirColumns)
    case (.oneToOne(let name, let columns, let isParent), .oneToOne(let theirs, let theirColumns, let theyAreParent)):
      if name != theirs { return name < theirs }
      return columns != theirColumns ? columns.lexicographicallyPrecedes(theirColumns) : !isParent && theyAreParent
    case (.manyToMany(let junction), .manyToMany(let theirs)): return junction.isListed(before: theirs)
    default: return rank < other.rank
    }
  }

  private var rank: Int {
    switch self {
    case .oneToMany: 0
    case .manyToOne: 1
    case .oneToOne: 2
    case .manyToMany: 3
    case .computed: 4
    }
  }
}

extension Junction {
  fileprivate func isListed(before other: Junction) -> Bool {
    if relation != other.relation { return relation < other.relation }
    if sourceConstraint != other.sourceConstraint { return sourceConstraint < other.sourceConstraint }
    if targetConstraint != other.targetConstraint { return targetConstraint < other.targetConstraint }
    if sourceColumns != other.sourceColumns { return sourceColumns.lexicographicallyPrecedes(other.sourceColumns) }
    return targetColumns.lexicographicallyPrecedes(other.targetColumns)
  }
}
