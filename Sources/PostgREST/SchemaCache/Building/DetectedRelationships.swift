internal import Catalog
internal import SQLText

/// Relationships that follow from foreign keys: those between tables, their variants through views, those through
/// junctions, and the inverses.
///
/// Ends outside the exposed schemas are left out from the start: PostgREST drops them at the end, and none of them
/// makes another one.
struct DetectedRelationships {
  /// One side of a foreign key: the table, or a view that shows the key's columns.
  private struct End {
    var relation: Int
    var columns: [String]
  }

  /// A many-to-one relationship between places of relations, as junctions need it.
  fileprivate struct Arrow {
    var constraint: String
    var target: Int
    /// Columns of the junction with those of the target.
    var columns: [ColumnPair]
  }

  private let exposure: Exposure
  private let viewKeys: ViewKeys
  private let relations: [QualifiedName: ExposedRelation]
  private let isExposed: [Bool]
  private let referenced: ReferencedKeys

  init(_ exposure: Exposure, viewKeys: ViewKeys, relations: [QualifiedName: ExposedRelation]) {
    self.exposure = exposure
    self.viewKeys = viewKeys
    self.relations = relations
    isExposed = exposure.catalog.relations.map { exposure.exposes($0.name.schema) }
    referenced = ReferencedKeys(exposure.catalog)
  }

  func all() -> [Relationship] {
    var found: [Relationship] = []
    var arrows: [Int: [Arrow]] = [:]
    let uniqueSets = UniqueColumnSets(exposure.catalog)
    // A partition's copy of its parent's key has a parent constraint.
    for key in exposure.catalog.constraints where key.kind == .foreignKey && key.parent == 0 {
      let isOneToOne = uniqueSets.contains(key.columns, of: key.relation)
      let targets = targets(of: key)
      for source in sources(of: key) {
        for target in targets {
          let pairs = zip(source.columns, target.columns).map { ColumnPair($0, $1) }
          append(key.name, pairs, from: source.relation, to: target.relation, isOneToOne: isOneToOne, to: &found)
          if !isOneToOne {
            arrows[source.relation, default: []].append(
              Arrow(constraint: key.name, target: target.relation, columns: pairs))
          }
        }
      }
    }
    for (junction, arrows) in arrows { appendManyToMany(through: junction, arrows, to: &found) }
    return found
  }

  private func sources(of key: Constraint) -> [End] {
    table(key.relation, key.columns) + viewKeys.spellings(of: key.columns, in: key.relation).map(End.init)
  }

  private func targets(of key: Constraint) -> [End] {
    let table = table(key.referencedRelation, key.referencedColumns)
    guard referenced.isInheritable(key) else { return table }
    return table + viewKeys.spellings(of: key.referencedColumns, in: key.referencedRelation).map(End.init)
  }

  private func table(_ oid: OID, _ columns: [Int]) -> [End] {
    guard let place = exposure.catalog.place(ofRelation: oid), isExposed[place] else { return [] }
    let table = exposure.catalog.relations[place]
    let names = columns.compactMap { number in table.columns.first { $0.number == number }?.name }
    return [End(relation: place, columns: names)]
  }

  private func append(
    _ constraint: String, _ pairs: [ColumnPair], from source: Int, to target: Int, isOneToOne: Bool,
    to found: inout [Relationship]
  ) {
    let inverse = pairs.map(\.swapped)
    if isOneToOne {
      found.append(between(source, target, .oneToOne(constraint: constraint, columns: pairs, isParent: false)))
      found.append(between(target, source, .oneToOne(constraint: constraint, columns: inverse, isParent: true)))
    } else {
      found.append(between(source, target, .manyToOne(constraint: constraint, columns: pairs)))
      found.append(between(target, source, .oneToMany(constraint: constraint, columns: inverse)))
    }
  }

  /// Every two keys of a junction make a relationship when its primary key holds the columns of both.
  private func appendManyToMany(through place: Int, _ arrows: [Arrow], to found: inout [Relationship]) {
    let name = exposure.catalog.relations[place].name
    let primaryKey = Set(relations[name].flatMap { $0.isListed ? $0.primaryKey : nil } ?? [])
    let inKey = arrows.filter { arrow in arrow.columns.allSatisfy { primaryKey.contains($0.source) } }
    for first in inKey {
      let sourceColumns = first.columns.map(\.swapped)
      for second in inKey where first.constraint != second.constraint {
        let junction = Junction(
          relation: name, sourceConstraint: first.constraint, targetConstraint: second.constraint,
          sourceColumns: sourceColumns, targetColumns: second.columns.map(\.swapped))
        found.append(between(first.target, second.target, .manyToMany(junction), through: place))
      }
    }
  }

  private func between(
    _ source: Int, _ target: Int, _ cardinality: Cardinality, through junction: Int? = nil
  ) -> Relationship {
    let sourceRelation = exposure.catalog.relations[source]
    let targetRelation = exposure.catalog.relations[target]
    return Relationship(
      source: sourceRelation.name, target: targetRelation.name, isSelf: source == target, cardinality: cardinality,
      sourceIsView: sourceRelation.isView, targetIsView: targetRelation.isView,
      readsAsOwner: targetRelation.readsAsOwner || junction.map { exposure.catalog.relations[$0].readsAsOwner } == true)
  }
}

/// The column sets that a primary key or a unique constraint holds unique; a unique index alone does not count.
private struct UniqueColumnSets {
  private var sets: [OID: Set<[Int]>] = [:]

  init(_ catalog: CatalogSnapshot) {
    for constraint in catalog.constraints where constraint.kind == .primaryKey || constraint.kind == .unique {
      sets[constraint.relation, default: []].insert(constraint.columns.sorted())
    }
  }

  func contains(_ columns: [Int], of relation: OID) -> Bool { sets[relation]?.contains(columns.sorted()) ?? false }
}

/// The referenced sides of foreign keys, merged by table and name as PostgREST merges them.
///
/// Two keys of one name that reference different columns of a table hide each other from the views over that table.
private struct ReferencedKeys {
  private struct Key: Hashable {
    var table: OID
    var name: String
    var width: Int
  }

  private struct Place: Hashable {
    var column: Int
    var position: Int
  }

  private var places: [Key: Set<Place>] = [:]

  init(_ catalog: CatalogSnapshot) {
    for constraint in catalog.constraints where constraint.kind == .foreignKey {
      places[Self.key(constraint), default: []].formUnion(
        constraint.referencedColumns.enumerated().map { Place(column: $1, position: $0) })
    }
  }

  func isInheritable(_ constraint: Constraint) -> Bool {
    places[Self.key(constraint)]?.count == constraint.referencedColumns.count
  }

  private static func key(_ constraint: Constraint) -> Key {
    Key(table: constraint.referencedRelation, name: constraint.name, width: constraint.referencedColumns.count)
  }
}
