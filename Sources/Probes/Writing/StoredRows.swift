internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

extension Ground {
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

  func isWritable(_ column: ExposedColumn, of relation: ExposedRelation) -> Bool {
    guard let known = catalog.relation(relation.oid)?.column(column.name) else { return true }
    return known.generation == .none || known.generation == .identityByDefault
  }

  /// The filters that name one row: by its key, else by the first columns that hold a short value.
  func key(of row: JSONValue, in relation: ExposedRelation) -> [Filter] {
    let known = relation.primaryKey.filter { row[$0] != nil }
    let columns =
      known.isEmpty || known.count < relation.primaryKey.count
      ? relation.columns.map(\.name).filter { row[$0].map { $0 != .null && $0.members == nil } ?? false }.prefix(2)
      : known[...]
    return columns.map { column in
      Filter(Field(column), row[column]?.argumentText.map { .eq($0) } ?? .isNull)
    }
  }

  /// The first rows of each tenant, and the first of none.
  func rowsOfEachTenant(_ relation: ExposedRelation, most: Int) -> [JSONValue] {
    let tenantOf = TenantOfRow(tenants: tenants, catalog: catalog, rows: rows)
    var counts: [String?: Int] = [:]
    return storedRows(of: relation).filter { row in
      let label = tenantOf.label(of: row, in: relation.name)
      counts[label, default: 0] += 1
      return counts[label, default: 0] <= most
    }
  }
}
