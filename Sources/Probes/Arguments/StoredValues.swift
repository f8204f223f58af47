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
  private let population: Population
  /// Most rows of one table.
  private static let mostRows = 6

  init(_ population: Population) {
    self.population = population
    order = Self.tablesByNearness(population)
    rows = order.flatMap { index in
      population.rows.tables[index].rows.indices.prefix(Self.mostRows).map { Self.row($0, of: index, population) }
    }
  }

  private static func row(_ number: Int, of table: Int, _ population: Population) -> Row {
    let known = population.rows.tables[table]
    return Row(
      table: table, number: number, entries: entries(of: known.rows[number], in: known.name, population, parents: 2))
  }

  /// The other rows of some tables, among which the one that a function waits for may be.
  func rest(of names: Set<QualifiedName>) -> [Row] {
    order.filter { names.contains(population.rows.tables[$0].name) }.flatMap { index in
      population.rows.tables[index].rows.indices.dropFirst(Self.mostRows).map { Self.row($0, of: index, population) }
    }
  }

  private static func entries(of row: JSONValue, in name: QualifiedName, _ population: Population, parents: Int)
    -> [Entry]
  {
    let relation = population.catalog.relation(named: name)
    let keys = Set(relation?.primaryKey ?? [])
    let words = TableWords(name.name.name)
    let own = (row.members ?? []).filter { $0.value != .null }.map { member in
      Entry(
        relation: name, column: member.key, table: words, isKey: keys == [member.key], value: member.value)
    }
    guard parents > 0, let relation else { return own }
    return own
      + population.parents(of: row, in: relation).flatMap { parent, above in
        entries(of: above, in: parent.name, population, parents: parents - 1)
      }
  }

  private static func tablesByNearness(_ population: Population) -> [Int] {
    let secret = Set(population.secrets.map(\.relation))
    let oids = Set(population.catalog.relations.filter { secret.contains($0.name) }.map(\.oid))
    let keys = population.catalog.constraints.filter { $0.kind == .foreignKey }
    let children = Set(keys.filter { oids.contains($0.referencedRelation) }.map(\.relation))
    let parents = Set(keys.filter { oids.contains($0.relation) }.map(\.referencedRelation))
    func distance(_ index: Int) -> Int {
      let name = population.rows.tables[index].name
      if secret.contains(name) { return 0 }
      guard let oid = population.catalog.relation(named: name)?.oid else { return 4 }
      if children.contains(oid) { return 1 }
      // What backs a vault or an account stands apart from the tables of the product.
      return parents.contains(oid) ? 2 : name.schema == "vault" ? 2 : name.schema == "auth" ? 4 : 3
    }
    return population.rows.tables.indices.sorted { (distance($0), $0) < (distance($1), $1) }
  }
}
