internal import Catalog
internal import SQLText

/// Which schemas requests can name, and which only lend functions and views to them.
struct Exposure {
  let catalog: CatalogSnapshot
  let settings: APISettings
  private let exposed: Set<Identifier>
  private let extra: Set<Identifier>

  init(catalog: CatalogSnapshot, settings: APISettings) {
    self.catalog = catalog
    self.settings = settings
    exposed = Set(settings.schemas)
    extra = Set(settings.extraSearchPath)
  }

  func exposes(_ schema: Identifier) -> Bool { exposed.contains(schema) }

  /// Functions of these schemas can be named as columns; views of them pass the lineage of keys on.
  func isOnSearchPath(_ schema: Identifier) -> Bool { exposed.contains(schema) || extra.contains(schema) }

  /// What the schema cache lists: no partitions, sequences or composite types.
  func lists(_ relation: Relation) -> Bool {
    guard exposes(relation.name.schema), !relation.isPartition else { return false }
    return relation.kind != .sequence && relation.kind != .compositeType
  }

  /// What a request can name besides: before version 13 Postgres alone decided what exists.
  func reachesUnlisted(_ relation: Relation) -> Bool {
    exposes(relation.name.schema) && !settings.version.checksRelations && relation.kind != .compositeType
  }
}
