package import SQLText

/// A row's number in its system catalog; 0 where there is none.
package typealias OID = UInt32

/// What the system catalogs of one database say, at one moment, resolved to names.
///
/// System schemas are left out, but for the types of `pg_catalog` and its functions and aggregates that accept any row:
/// PostgREST lets a client name those as columns.
package struct CatalogSnapshot: Hashable, Sendable {
  /// The server's version as libpq counts: 150018 is 15.18.
  package var serverVersion = 0
  package var database = ""
  package var schemas: [Schema] = []
  /// Ordered by name, as every list here is, so that what is derived from them never depends on OIDs.
  package var relations: [Relation] = [] { didSet { relationPlaces = places(of: relations, by: \.oid) } }
  package var constraints: [Constraint] = [] { didSet { foreignKeyPlaces = keyPlaces(of: constraints) } }
  package var uniqueIndexes: [UniqueIndex] = []
  package var functions: [Function] = [] { didSet { functionPlaces = places(of: functions, by: \.oid) } }
  package var types: [TypeDefinition] = [] { didSet { typePlaces = places(of: types, by: \.oid) } }
  package var policies: [Policy] = []
  package var triggers: [Trigger] = []
  package var rules: [Rule] = []
  package var casts: [Cast] = []
  package var roles: [Role] = []
  /// `ALTER ROLE … [IN DATABASE …] SET`, those of this database and of all databases.
  package var roleSettings: [RoleSetting] = []
  package var defaultPrivileges: [DefaultAccess] = []
  package var extensions: [Extension] = []
  package var foreignServers: [ForeignServer] = []
  package var userMappings: [UserMapping] = []
  package var publications: [Publication] = []

  private var relationPlaces: [OID: Int] = [:]
  private var functionPlaces: [OID: Int] = [:]
  private var typePlaces: [OID: Int] = [:]
  private var foreignKeyPlaces: [OID: [Int]] = [:]

  package init() {}

  /// The place of a relation in `relations`.
  package func place(ofRelation oid: OID) -> Int? { relationPlaces[oid] }
  package func relation(_ oid: OID) -> Relation? { relationPlaces[oid].map { relations[$0] } }
  package func function(_ oid: OID) -> Function? { functionPlaces[oid].map { functions[$0] } }
  package func type(_ oid: OID) -> TypeDefinition? { typePlaces[oid].map { types[$0] } }
  /// The foreign keys that a relation has.
  package func foreignKeys(of relation: OID) -> [Constraint] {
    foreignKeyPlaces[relation, default: []].map { constraints[$0] }
  }

  package func role(_ name: String) -> Role? { roles.first { $0.name == name } }
  package func schema(_ name: Identifier) -> Schema? { schemas.first { $0.name == name } }

  /// The relation of a name; relations are ordered by name.
  package func relation(named name: QualifiedName) -> Relation? {
    let place = relations.partitioningIndex { $0.name >= name }
    return place < relations.count && relations[place].name == name ? relations[place] : nil
  }

  /// All functions of a name, overloads included.
  package func functions(named name: QualifiedName) -> ArraySlice<Function> {
    let start = functions.partitioningIndex { $0.name >= name }
    return functions[start...].prefix { $0.name == name }
  }
}

private func places<Item>(of items: [Item], by oid: KeyPath<Item, OID>) -> [OID: Int] {
  Dictionary(items.indices.map { (items[$0][keyPath: oid], $0) }) { first, _ in first }
}

private func keyPlaces(of constraints: [Constraint]) -> [OID: [Int]] {
  constraints.indices.reduce(into: [:]) { places, index in
    if constraints[index].kind == .foreignKey { places[constraints[index].relation, default: []].append(index) }
  }
}

extension Array {
  /// The first place from which on the condition holds, by halving: it must hold for every later element too.
  package func partitioningIndex(_ holds: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// A namespace.
package struct Schema: Hashable, Sendable {
  package var oid: OID
  package var name: Identifier
  package var owner: String
  package var access: AccessList
  package var comment: String?

  package init(oid: OID, name: Identifier, owner: String, access: AccessList, comment: String? = nil) {
    self.oid = oid
    self.name = name
    self.owner = owner
    self.access = access
    self.comment = comment
  }
}
