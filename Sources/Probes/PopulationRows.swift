internal import Catalog
internal import JSONText
internal import PostgREST

extension Population {
  /// Rows that stand in a relation; of a view, what its tables' rows show through it.
  func storedRows(of relation: ExposedRelation) -> [JSONValue] {
    let own = rows.rows(of: relation.name)
    guard own.isEmpty, let view = catalog.relation(relation.oid), !view.lineage.isEmpty else { return own }
    let bases = Dictionary(grouping: view.lineage, by: \.relation).sorted {
      ($1.value.count, $0.key) < ($0.value.count, $1.key)
    }
    guard let (oid, origins) = bases.first, let base = catalog.relation(oid) else { return [] }
    let under = base.isView ? [] : rows.rows(of: base.name)
    return under.map { row in
      .object(
        origins.compactMap { origin in
          guard let column = view.columns.first(where: { $0.number == origin.column }),
            let source = base.columns.first(where: { $0.number == origin.relationColumn }), let value = row[source.name]
          else { return nil }
          return .init(column.name, value)
        })
    }
  }

  /// The first rows of each tenant, and the first of none.
  func rowsOfEachTenant(_ relation: ExposedRelation, most: Int) -> [JSONValue] {
    var counts: [String?: Int] = [:]
    return storedRows(of: relation).filter { row in
      let label = tenantOf.label(of: row, in: relation.name)
      counts[label, default: 0] += 1
      return counts[label, default: 0] <= most
    }
  }

  /// The rows that a row refers to by keys of one column.
  func parents(of row: JSONValue, in relation: Relation) -> [(Relation, JSONValue)] {
    catalog.singleKeys(of: relation).compactMap { key in
      guard let value = row[key.column], value != .null,
        let above = rows.rows(of: key.parent.name).first(where: { $0[key.parentColumn] == value })
      else { return nil }
      return (key.parent, above)
    }
  }
}

extension CatalogSnapshot {
  /// The foreign keys of one column that a relation has, but for those into itself.
  func singleKeys(of relation: Relation) -> [(column: String, parent: Relation, parentColumn: String)] {
    foreignKeys(of: relation.oid).filter { $0.columns.count == 1 }.compactMap { key in
      guard let column = relation.columns.first(where: { $0.number == key.columns[0] }),
        let parent = self.relation(key.referencedRelation), parent.oid != relation.oid,
        let target = parent.columns.first(where: { $0.number == key.referencedColumns[0] })
      else { return nil }
      return (column.name, parent, target.name)
    }
  }
}

extension ExposedRelation {
  /// The filters that name one row: by its key, else by the first columns that hold a short value.
  func key(of row: JSONValue) -> [Filter] {
    let known = primaryKey.filter { row[$0] != nil }
    let named =
      known.isEmpty || known.count < primaryKey.count
      ? columns.map(\.name).filter { row[$0].map { $0 != .null && $0.members == nil } ?? false }.prefix(2) : known[...]
    return named.map { column in Filter(Field(column), row[column]?.argumentText.map { .eq($0) } ?? .isNull) }
  }
}
