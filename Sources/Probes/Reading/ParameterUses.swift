internal import Catalog
internal import PostgREST
package import SQLText

/// A column of a table that rows are stored in.
package struct StoredColumn: Hashable, Sendable, Comparable {
  package var relation: QualifiedName
  package var column: String

  package init(relation: QualifiedName, column: String) {
    self.relation = relation
    self.column = column
  }

  package static func < (a: StoredColumn, b: StoredColumn) -> Bool { (a.relation, a.column) < (b.relation, b.column) }
}

/// What the source of a function does with each parameter, itself or in the functions that it hands the parameter to.
package struct ParameterUses: Sendable {
  /// One parameter's.
  package struct Use: Hashable, Sendable {
    /// Literals that it stands in one condition with.
    package var literals: [String] = []
    /// Numbers that it is compared with.
    package var numbers: [Int] = []
    /// Columns of which one is set equal to it: those that the text may mean by the name.
    package var columns: Set<StoredColumn> = []
  }

  /// By the parameter's name, as the function declares it.
  package fileprivate(set) var byName: [String: Use] = [:]
}

/// Reads what functions do with their parameters, following them from function to function.
struct ParameterReading {
  private let catalog: CatalogSnapshot
  private let reach: ReachIndex
  private let functions: [String: [Function]]
  private var readings: [OID: (body: BodyReading, comparisons: ComparisonReading)] = [:]
  private static let deepest = 3

  init(_ catalog: CatalogSnapshot, reach: ReachIndex) {
    (self.catalog, self.reach) = (catalog, reach)
    functions = Dictionary(grouping: catalog.functions.filter { $0.name.schema != "pg_catalog" }) { $0.name.name.name }
  }

  mutating func uses(of routine: Routine) -> ParameterUses {
    var uses = ParameterUses()
    guard let function = catalog.function(routine.oid) else { return uses }
    for (position, parameter) in routine.parameters.enumerated() {
      uses.byName[parameter.name] = use(of: parameter.name, at: position + 1, in: function, depth: 0)
    }
    return uses
  }

  private mutating func use(of name: String, at position: Int, in function: Function, depth: Int) -> ParameterUses.Use {
    let reading = reading(of: function)
    let beside = reading.body.values(besideParameter: name, at: position)
    var use = ParameterUses.Use(literals: beside.literals, numbers: beside.numbers)
    for column in reading.comparisons.columns(equalTo: name, at: position, in: function) {
      use.columns.formUnion(stored(column, reading.comparisons, reach.relations(fromFunction: function.oid)))
    }
    guard depth < Self.deepest else { return use }
    for (callee, place) in reading.body.calls(passing: name, at: position) {
      for called in functions[callee] ?? [] where called.oid != function.oid && called.inputs.indices.contains(place) {
        let below = self.use(of: called.inputs[place].name, at: place + 1, in: called, depth: depth + 1)
        use.literals += below.literals.filter { !use.literals.contains($0) }
        use.numbers += below.numbers
        use.columns.formUnion(below.columns)
      }
    }
    return use
  }

  private mutating func reading(of function: Function) -> (body: BodyReading, comparisons: ComparisonReading) {
    if let known = readings[function.oid] { return known }
    let body = BodyReading(function.body)
    let reading = (body, ComparisonReading(body.tokens))
    readings[function.oid] = reading
    return reading
  }

  /// The columns of tables that a name in the text may mean: of the relation that its qualifier stands for, else of all read.
  private func stored(
    _ column: ComparisonReading.Column, _ source: ComparisonReading, _ read: Set<QualifiedName>
  ) -> [StoredColumn] {
    let relations = catalog.relations.filter { read.contains($0.name) && $0.column(column.name) != nil }
    let named = column.qualifier.map { source.relation(of: $0) }
    let meant = named.map { name in relations.filter { $0.name.name.name == name } } ?? relations
    return (meant.isEmpty ? relations : meant).flatMap { relation -> [StoredColumn] in
      guard relation.isView else { return [StoredColumn(relation: relation.name, column: column.name)] }
      let number = relation.column(column.name)?.number
      return relation.lineage.filter { $0.column == number }.compactMap { origin in
        guard let table = catalog.relation(origin.relation), !table.isView,
          let below = table.columns.first(where: { $0.number == origin.relationColumn })
        else { return nil }
        return StoredColumn(relation: table.name, column: below.name)
      }
    }
  }
}
