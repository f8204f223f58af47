internal import Catalog
internal import SQLText

/// Relations with their columns, parents and view definitions.
extension CatalogAssembly {
  mutating func relations(types: CatalogSnapshot) -> [Relation] {
    var columns = columnsByRelation(types: types)
    let parents = Dictionary(grouping: take(.inheritance)) { $0.oid(0) }
    let views = Dictionary(take(.views).map { ($0.oid(0), $0) }) { first, _ in first }
    return take(.relations).compactMap { row in
      guard var relation = relation(row) else { return nil }
      relation.columns = columns.removeValue(forKey: relation.oid) ?? []
      relation.parents = (parents[relation.oid] ?? []).map { $0.oid(1) }
      if let view = views[relation.oid] {
        relation.viewDefinition = view.text(1)
        relation.lineage = ViewLineage.origins(ofAction: view.text(2))
      }
      return relation
    }
  }

  private func relation(_ row: CatalogRow) -> Relation? {
    guard let kind = Relation.Kind(rawValue: row.character(3)) else { return nil }
    let owner = role(row.oid(4))
    var relation = Relation(
      oid: row.oid(0), name: QualifiedName(row.text(1), row.text(2)), kind: kind, owner: owner)
    relation.rowType = row.oid(5)
    relation.isPartition = row.flag(6)
    relation.rowSecurity = row.flag(7)
    relation.forcesRowSecurity = row.flag(8)
    let options = RelationOptions(row.list(9))
    relation.securityInvoker = options.isOn("security_invoker")
    relation.securityBarrier = options.isOn("security_barrier")
    relation.access = AccessList(row.optionalText(10), kind: kind == .sequence ? .sequence : .relation, owner: owner)
    relation.comment = row.optionalText(11)
    relation.estimatedRows = row.number(12)
    relation.setWritable(bits: row.optionalText(13).flatMap { Int($0) })
    relation.extensionName = row.optionalText(14)
    relation.foreignServer = row.optionalText(15)
    return relation
  }

  private mutating func columnsByRelation(types: CatalogSnapshot) -> [OID: [Column]] {
    let spellings = Dictionary(take(.columnTypes).map { (TypeSpelling($0, from: 0), $0.text(2)) }) { first, _ in first }
    var columns: [OID: [Column]] = [:]
    for row in take(.columns) {
      let spelling = TypeSpelling(row, from: 3)
      var column = Column(
        name: row.text(2), number: row.integer(1), type: spelling.type, typeName: spellings[spelling] ?? "",
        baseType: types.baseType(of: spelling.type))
      column.isNotNull = row.flag(5)
      column.generation = Column.Generation(identity: row.character(6), generated: row.character(7))
      column.defaultExpression = row.optionalText(8)
      column.maximumLength = types.maximumLength(of: spelling)
      column.access = AccessList(row.optionalText(9), kind: .column, owner: "")
      column.comment = row.optionalText(10)
      columns[row.oid(0), default: []].append(column)
    }
    return columns
  }
}

/// A type with its modifier; -1 is none.
struct TypeSpelling: Hashable {
  var type: OID
  var modifier: Int

  init(type: OID, modifier: Int) {
    self.type = type
    self.modifier = modifier
  }

  init(_ row: CatalogRow, from column: Int) {
    type = row.oid(column)
    modifier = row.integer(column + 1)
  }
}

/// `pg_class.reloptions`, each `name=value`.
private struct RelationOptions {
  var options: [String]

  init(_ options: [String]) { self.options = options }

  /// Postgres keeps a boolean option as it was spelled: true, on, yes, 1 or a prefix of a word.
  func isOn(_ name: String) -> Bool {
    guard let value = options.first(where: { $0.hasPrefix(name + "=") })?.dropFirst(name.count + 1).lowercased() else {
      return false
    }
    return ["1", "on"].contains(value) || !value.isEmpty && ("true".hasPrefix(value) || "yes".hasPrefix(value))
  }
}

extension Relation {
  /// Takes the bits of `pg_relation_is_updatable`; nil where the kind alone decides.
  fileprivate mutating func setWritable(bits: Int?) {
    let always = kind == .table || kind == .partitionedTable
    isInsertable = always || (bits ?? 0) & 8 != 0
    isUpdatable = always || (bits ?? 0) & 4 != 0
    isDeletable = always || (bits ?? 0) & 16 != 0
  }
}

extension Column.Generation {
  /// Reads `pg_attribute.attidentity` and `attgenerated`.
  fileprivate init(identity: Character, generated: Character) {
    switch (identity, generated) {
    case ("a", _): self = .identityAlways
    case ("d", _): self = .identityByDefault
    case (_, "s"): self = .stored
    case (_, "v"): self = .virtual
    default: self = .none
    }
  }
}

extension [Relation] {
  /// The relations with the columns of their primary keys.
  func withPrimaryKeys(from constraints: [Constraint]) -> [Relation] {
    let keys = Dictionary(
      constraints.filter { $0.kind == .primaryKey }.map { ($0.relation, $0.columns) }
    ) { first, _ in first }
    return map { relation in
      guard let key = keys[relation.oid] else { return relation }
      var relation = relation
      relation.primaryKey = key.compactMap { number in relation.columns.first { $0.number == number }?.name }
      return relation
    }
  }
}
