package import Catalog
internal import SQLText

/// What PostgREST exposes of a database: everything that a client could name, with the settings that decide it.
package struct Surface: Sendable {
  /// The database behind it; empty where only a schema cache is known.
  package let catalog: CatalogSnapshot
  package let cache: SchemaCache
  package let settings: APISettings
  /// For each relationship of the cache its shortest spelling, nil where it cannot be addressed.
  package let spellings: [EmbedSpelling?]
  /// Relations in the order of their names.
  package let relations: [ExposedRelation]
  /// Functions in the order of their names, overloads by their number of parameters.
  package let routines: [Routine]
  private let bySignature: [String: Int]

  package init(catalog: CatalogSnapshot = CatalogSnapshot(), cache: SchemaCache, settings: APISettings) {
    self.catalog = catalog
    self.cache = cache
    self.settings = settings
    spellings = cache.spellings()
    relations = cache.relations.values.sorted { $0.name < $1.name }
    let routines = cache.routines.sorted { $0.key < $1.key }.flatMap(\.value)
    bySignature = Dictionary(routines.indices.map { (routines[$0].signature, $0) }) { first, _ in first }
    self.routines = routines
  }

  /// The exposed function of a signature, as in `public.reveal(uuid)`.
  package func routine(signed signature: String) -> Routine? { bySignature[signature].map { routines[$0] } }

  package init(catalog: CatalogSnapshot, settings: APISettings) {
    self.init(catalog: catalog, cache: SchemaCache(catalog: catalog, settings: settings), settings: settings)
  }

  /// Computed fields of the database's own making on a relation, as a request in the relation's schema can name them.
  func ownComputedFields(of relation: ExposedRelation) -> [ComputedField] {
    cache.computedFields(of: relation, in: relation.name.schema, settings: settings)
      .filter { $0.function.schema != "pg_catalog" }
  }

  /// Functions and aggregates of Postgres itself that any relation's row can be passed to.
  var builtInFields: [ComputedField] { cache.computedFields.filter { $0.function.schema == "pg_catalog" } }
}

extension QualifiedName {
  /// As the catalog holds the parts, without quotes.
  var plain: String { "\(schema.name).\(name.name)" }
}

extension ExposedRelation {
  /// The kind in words.
  var kindName: String {
    switch kind {
    case .table: isListed ? "table" : "partition"
    case .partitionedTable: "partitioned table"
    case .view: "view"
    case .materializedView: "materialized view"
    case .foreignTable: "foreign table"
    case .sequence: "sequence"
    case .compositeType: "composite type"
    }
  }
}

extension Relationship {
  /// M2O, O2M, O2O, M2M or computed.
  var cardinalityCode: String {
    switch cardinality {
    case .oneToMany: "O2M"
    case .manyToOne: "M2O"
    case .oneToOne: "O2O"
    case .manyToMany: "M2M"
    case .computed: "computed"
    }
  }

  /// What makes it: the constraint, the junction with its two, or the function.
  var via: String {
    switch cardinality {
    case .oneToMany(let constraint, _), .manyToOne(let constraint, _), .oneToOne(let constraint, _, _): constraint
    case .manyToMany(let path): "\(path.relation.plain)(\(path.sourceConstraint), \(path.targetConstraint))"
    case .computed(let function, _): function.plain
    }
  }

  /// The columns it joins by; through a junction those of the source, then those of the target, each with the junction's.
  var joinColumns: [ColumnPair] { junction.map { $0.sourceColumns + $0.targetColumns } ?? columns }
}

extension Routine {
  var returnsText: String { (returns.isSet ? "setof " : "") + returns.displayName }
}
