internal import Catalog
internal import JSONText
internal import SQLText

/// The values of the rows that exist, each with the place it stands in, nearest to the secrets first.
struct StoredValues: Sendable {
  struct Entry: Sendable {
    var relation: QualifiedName
    var column: String
    var table: TableWords
    /// A single-column primary key, or a column that refers to one.
    var isKey: Bool
    var value: JSONValue
  }

  /// A row with what its parents' rows hold: the arguments that belong together.
  struct Row: Sendable {
    /// Index into the sample's tables, and the row in it.
    var table: Int
    var number: Int
    var entries: [Entry]
  }

  /// Rows of tables that keep secrets, then of those that refer to them or that they refer to, then of the others.
  let rows: [Row]
  private let order: [Int]
  private let ground: Ground
  /// Most rows of one table.
  private static let mostRows = 6

  init(_ ground: Ground) {
    self.ground = ground
    order = Self.tablesByNearness(ground)
    rows = order.flatMap { index in
      ground.rows.tables[index].rows.indices.prefix(Self.mostRows).map { Self.row($0, of: index, ground) }
    }
  }

  private static func row(_ number: Int, of table: Int, _ ground: Ground) -> Row {
    let known = ground.rows.tables[table]
    return Row(
      table: table, number: number, entries: entries(of: known.rows[number], in: known.name, ground, parents: 2))
  }

  /// The other rows of some tables, among which the one that a function waits for may be.
  func rest(of names: Set<QualifiedName>) -> [Row] {
    order.filter { names.contains(ground.rows.tables[$0].name) }.flatMap { index in
      ground.rows.tables[index].rows.indices.dropFirst(Self.mostRows).map { Self.row($0, of: index, ground) }
    }
  }

  private static func entries(of row: JSONValue, in name: QualifiedName, _ ground: Ground, parents: Int) -> [Entry] {
    let relation = ground.catalog.relation(named: name)
    let keys = Set(relation?.primaryKey ?? [])
    let words = TableWords(name.name.name)
    let own = (row.members ?? []).filter { $0.value != .null }.map { member in
      Entry(
        relation: name, column: member.key, table: words, isKey: keys == [member.key], value: member.value)
    }
    guard parents > 0, let relation else { return own }
    return own
      + ground.parents(of: row, in: relation).flatMap { parent, above in
        entries(of: above, in: parent.name, ground, parents: parents - 1)
      }
  }

  private static func tablesByNearness(_ ground: Ground) -> [Int] {
    let secret = Set(ground.secrets.map(\.relation))
    let oids = Set(ground.catalog.relations.filter { secret.contains($0.name) }.map(\.oid))
    let keys = ground.catalog.constraints.filter { $0.kind == .foreignKey }
    let children = Set(keys.filter { oids.contains($0.referencedRelation) }.map(\.relation))
    let parents = Set(keys.filter { oids.contains($0.relation) }.map(\.referencedRelation))
    func distance(_ index: Int) -> Int {
      let name = ground.rows.tables[index].name
      if secret.contains(name) { return 0 }
      guard let oid = ground.catalog.relation(named: name)?.oid else { return 4 }
      if children.contains(oid) { return 1 }
      // What backs a vault or an account stands apart from the tables of the product.
      return parents.contains(oid) ? 2 : name.schema == "vault" ? 2 : name.schema == "auth" ? 4 : 3
    }
    return ground.rows.tables.indices.sorted { (distance($0), $0) < (distance($1), $1) }
  }
}

extension Ground {
  /// The rows that a row refers to by keys of one column.
  func parents(of row: JSONValue, in relation: Relation) -> [(Relation, JSONValue)] {
    foreignKeys(of: relation).compactMap { key in
      guard let value = row[key.column], value != .null,
        let above = rows.rows(of: key.parent.name).first(where: { $0[key.parentColumn] == value })
      else { return nil }
      return (key.parent, above)
    }
  }

  /// The foreign keys of one column that a relation has.
  func foreignKeys(of relation: Relation) -> [(column: String, parent: Relation, parentColumn: String)] {
    catalog.foreignKeys(of: relation.oid).filter { $0.columns.count == 1 }
      .compactMap { key in
        guard let column = relation.columns.first(where: { $0.number == key.columns[0] }),
          let parent = catalog.relation(key.referencedRelation), parent.oid != relation.oid,
          let target = parent.columns.first(where: { $0.number == key.referencedColumns[0] })
        else { return nil }
        return (column.name, parent, target.name)
      }
  }
}
