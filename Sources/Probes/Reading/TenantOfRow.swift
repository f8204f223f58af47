package import Catalog
package import JSONText
package import SQLText

/// A tenant of the settings.
package struct Tenant: Hashable, Sendable {
  package var label: String
  /// The key of its row, as text.
  package var key: String

  package init(label: String, key: String) {
    self.label = label
    self.key = key
  }
}

/// Tells which tenant a row belongs to: one of its columns holds the tenant's key, or another name of it, or a row that it
/// refers to does, or one that points at it.
package struct TenantOfRow: Sendable {
  let tenants: [Tenant]
  let catalog: CatalogSnapshot
  let rows: RowSample
  /// What else is unique to a tenant, as its slug or its domain, with the tenant's label.
  private let aliases: [String: String]

  package init(tenants: [Tenant], catalog: CatalogSnapshot, rows: RowSample) {
    self.tenants = tenants
    self.catalog = catalog
    self.rows = rows
    aliases = Self.aliases(tenants, catalog, rows)
  }

  /// The texts under a unique key in the rows that the tenants' keys are the primary keys of.
  private static func aliases(
    _ tenants: [Tenant], _ catalog: CatalogSnapshot, _ rows: RowSample
  ) -> [String: String] {
    var aliases: [String: String] = [:]
    for index in catalog.uniqueIndexes where index.columns.count == 1 && !index.isPrimary && index.predicate == nil {
      guard let relation = catalog.relation(index.relation), let key = catalog.primaryKeyColumn(of: relation),
        let unique = relation.columns.first(where: { $0.number == index.columns[0] })
      else { continue }
      for row in rows.rows(of: relation.name) {
        let tenant = tenants.first { $0.key == row[key.name]?.argumentText }
        if let tenant, let name = row[unique.name]?.string { aliases[name] = tenant.label }
      }
    }
    return aliases
  }

  /// The tenants whose keys stand in a row, all of them.
  package func named(in row: JSONValue) -> [String] {
    let texts = Set((row.members ?? []).compactMap(\.value.argumentText))
    return tenants.filter { texts.contains($0.key) }.map(\.label)
  }

  /// - Returns: the tenant's label, or nil when the row names none.
  ///
  /// - Parameter pointing: whether a row that only points at this one counts.
  package func label(
    of row: JSONValue, in relation: QualifiedName, depth: Int = 3, pointing: Bool = true
  ) -> String? {
    let texts = (row.members ?? []).compactMap(\.value.argumentText)
    if let tenant = tenants.first(where: { texts.contains($0.key) }) { return tenant.label }
    if let label = texts.lazy.compactMap({ aliases[$0] }).first { return label }
    guard depth > 0, let known = catalog.relation(named: relation) else { return nil }
    for key in catalog.foreignKeys(of: known.oid) where key.columns.count == 1 {
      guard let parent = catalog.relation(key.referencedRelation), parent.oid != known.oid,
        let column = known.columns.first(where: { $0.number == key.columns[0] }),
        let target = parent.columns.first(where: { $0.number == key.referencedColumns[0] }),
        let value = row[column.name], value != .null,
        let above = rows.rows(of: parent.name).first(where: { $0[target.name] == value }),
        let label = label(of: above, in: parent.name, depth: depth - 1, pointing: pointing)
      else { continue }
      return label
    }
    return pointing ? holder(of: row, in: relation, depth: depth) : nil
  }

  /// A secret kept in a vault is known to its tenant by the id that stands in the tenant's own row, with no foreign key.
  private func holder(of row: JSONValue, in relation: QualifiedName, depth: Int) -> String? {
    guard let id = row["id"]?.string, id.count >= 16 else { return nil }
    for table in rows.tables where table.name != relation {
      for holder in table.rows where (holder.members ?? []).contains(where: { $0.value.string == id }) {
        if let label = label(of: holder, in: table.name, depth: depth - 1) { return label }
      }
    }
    return nil
  }
}

extension CatalogSnapshot {
  /// The column of a primary key that has only one.
  fileprivate func primaryKeyColumn(of relation: Relation) -> Column? {
    let key = constraints.first { $0.relation == relation.oid && $0.kind == .primaryKey && $0.columns.count == 1 }
    return key.flatMap { key in relation.columns.first { $0.number == key.columns[0] } }
  }
}
