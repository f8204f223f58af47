internal import Catalog
internal import SQLText

/// Which columns of tables the exposed views show, so that keys of the tables hold for the views too.
struct ViewKeys {
  /// A view that shows columns of some table; a table's column may appear under several names.
  struct Appearance {
    /// The view's place in the catalog's relations.
    var view: Int
    /// The view's column names by the table's column number.
    var names: [Int: [String]]
  }

  private let catalog: CatalogSnapshot
  /// By the table's OID, in the order of the views' names.
  private var appearances: [OID: [Appearance]] = [:]
  private var primaryKeys: [Int: [String]] = [:]

  init(_ exposure: Exposure) {
    catalog = exposure.catalog
    // PostgREST follows a view into another only where both are in exposed schemas or in the extra search path.
    let lineages = Self.lineages(exposure)
    for (place, view) in catalog.relations.enumerated() where view.isView && exposure.exposes(view.name.schema) {
      for (table, names) in Self.trace(view, through: lineages) {
        appearances[table, default: []].append(Appearance(view: place, names: names))
      }
    }
    primaryKeys = inheritedPrimaryKeys()
  }

  /// The views that show all these columns of a table, with their names for them: every combination of names, where a
  /// column appears more than once.
  func spellings(of columns: [Int], in table: OID) -> [(view: Int, columns: [String])] {
    (appearances[table] ?? []).flatMap { appearance in
      Self.combinations(columns.map { appearance.names[$0] ?? [] }).map { (appearance.view, $0) }
    }
  }

  /// Columns of the keys that the view inherits whole; those of several tables follow each other.
  func primaryKey(ofView place: Int) -> [String] { primaryKeys[place] ?? [] }

  private typealias Lineages = [OID: [Int: (relation: OID, column: Int)]]

  private static func lineages(_ exposure: Exposure) -> Lineages {
    var lineages: Lineages = [:]
    for view in exposure.catalog.relations where view.isView && exposure.isOnSearchPath(view.name.schema) {
      let origins = view.lineage.map { ($0.column, ($0.relation, $0.relationColumn)) }
      lineages[view.oid] = Dictionary(origins) { first, _ in first }
    }
    return lineages
  }

  /// Walks every column of a view down, a level at a time, and notes each relation's column it passes.
  private static func trace(_ view: Relation, through lineages: Lineages) -> [OID: [Int: [String]]] {
    var found: [OID: [Int: [String]]] = [:]
    var level = view.columns.compactMap { column in
      lineages[view.oid]?[column.number].map { (name: column.name, at: $0) }
    }
    // A view cannot contain itself, so that the walk ends; the bound is for a catalog edited by hand.
    var depth = 0
    while !level.isEmpty, depth < lineages.count + 1 {
      for step in level { found[step.at.relation, default: [:]][step.at.column, default: []].append(step.name) }
      level = level.compactMap { step in
        lineages[step.at.relation]?[step.at.column].map { (step.name, $0) }
      }
      depth += 1
    }
    return found
  }

  private func inheritedPrimaryKeys() -> [Int: [String]] {
    var keys: [Int: [[String]]] = [:]
    for key in catalog.constraints where key.kind == .primaryKey {
      for appearance in appearances[key.relation] ?? [] {
        // PostgREST leaves open which name stands for a column that appears twice; a recorded server took the last.
        let names = key.columns.compactMap { appearance.names[$0]?.last }
        if names.count == key.columns.count { keys[appearance.view, default: []].append(names) }
      }
    }
    return Dictionary(uniqueKeysWithValues: keys.map { ($0, inOrder($1, ofView: $0)) })
  }

  /// Keys of several tables, in the order in which the view shows them.
  private func inOrder(_ keys: [[String]], ofView place: Int) -> [String] {
    let columns = catalog.relations[place].columns.map(\.name)
    func position(_ key: [String]) -> Int { key.first.flatMap { columns.firstIndex(of: $0) } ?? 0 }
    return keys.sorted { position($0) < position($1) }.flatMap(\.self)
  }

  /// One choice from each list, the first list's choice varying slowest; none when a list is empty.
  private static func combinations(_ lists: [[String]]) -> [[String]] {
    lists.reduce([[]]) { combinations, list in
      combinations.flatMap { combination in list.map { combination + [$0] } }
    }
  }
}
