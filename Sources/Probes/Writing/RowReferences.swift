internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Which columns of a relation point at other rows: at parents, and at tenants.
extension NewRows {
  /// The columns that refer to another relation by a key of one column: by a foreign key, or by name alone.
  func references(of relation: ExposedRelation) -> [String: (Relation, String)] {
    guard let known = context.surface.catalog.relation(relation.oid) else { return [:] }
    let keys = Dictionary(
      context.surface.catalog.singleKeys(of: known).map { ($0.column, ($0.parent, $0.parentColumn)) }
    ) { first, _ in
      first
    }
    let soft = relation.columns.filter { keys[$0.name] == nil && !relation.primaryKey.contains($0.name) }.compactMap {
      column in
      namedParent(of: column, in: known).map { (column.name, $0) }
    }
    return keys.merging(soft) { first, _ in first }
  }

  /// The table that a column such as `folder_id` names where no foreign key says so.
  private func namedParent(of column: ExposedColumn, in relation: Relation) -> (Relation, String)? {
    guard column.type == "uuid" || ["integer", "bigint"].contains(column.type) else { return nil }
    let affinity = NameAffinity(column.name)
    guard affinity.last == "id" else { return nil }
    for table in context.population.rows.tables {
      guard let parent = context.surface.catalog.relation(named: table.name), parent.oid != relation.oid,
        parent.primaryKey.count == 1, let key = parent.column(parent.primaryKey[0]), key.typeName == column.type,
        TableWords(table.name.name.name).singular == affinity.stem
      else { continue }
      return (parent, key.name)
    }
    return nil
  }

  /// The keys of parents' rows that are the asker's own, for each column that refers to one.
  func ownParents(of asker: Subject, in relation: ExposedRelation) -> [(column: String, keys: [JSONValue])] {
    let identities = identityColumns(of: relation)
    return references(of: relation).sorted { $0.key < $1.key }.filter { !identities.contains($0.key) }.compactMap {
      column, target in
      let (parent, key) = target
      let rows = context.population.rows.rows(of: parent.name)
      let mine = rows.filter { row in
        (row.members ?? []).contains { $0.value.string == asker.subject && $0.value != .null }
      }
      let ofTenant = rows.filter { asker.tenant != nil && tenantOf.label(of: $0, in: parent.name) == asker.tenant }
      let keys = (mine.prefix(1) + ofTenant.prefix(1)).compactMap { $0[key] }
      return keys.isEmpty ? nil : (column, keys[0] == keys.last ? Array(keys.prefix(1)) : keys)
    }
  }

  /// The columns that hold a tenant's key, told by the rows; where there are none, by names such as `active_org`.
  func tenantColumns(_ relation: ExposedRelation) -> [String] {
    let keys = Set(context.population.tenants.map(\.key))
    let rows = context.population.storedRows(of: relation)
    let holding = relation.columns.map(\.name).filter { name in
      rows.contains { $0[name]?.argumentText.map(keys.contains) ?? false }
    }
    guard holding.isEmpty else { return holding }
    return relation.columns.filter { column in
      column.type == "uuid" && !relation.primaryKey.contains(column.name)
        && NameAffinity.words(of: column.name).contains { word in
          word.count >= 3 && tenantTables.contains { $0.hasPrefix(word) } || Self.tenantWords.contains(word)
        }
    }.map(\.name)
  }

  private static let tenantWords: Set<String> = [
    "org", "organization", "organisation", "tenant", "company", "workspace", "team", "firm",
  ]

  /// Names of the tables whose rows are the tenants, in the singular.
  private var tenantTables: [String] {
    let keys = Set(context.population.tenants.map(\.key))
    return context.population.rows.tables.filter { table in
      guard let key = context.surface.catalog.relation(named: table.name)?.primaryKey, key.count == 1 else {
        return false
      }
      return table.rows.contains { $0[key[0]]?.argumentText.map(keys.contains) ?? false }
    }.map { TableWords($0.name.name.name).singular }
  }
}
