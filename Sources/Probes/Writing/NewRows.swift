internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Rows that a client might insert into a relation: each column filled as the row of one tenant, or of one user, would be.
struct NewRows: Sendable {
  let ground: Ground
  let pool: ArgumentPool
  let tenantOf: TenantOfRow

  init(_ ground: Ground) {
    self.ground = ground
    pool = ArgumentPool(ground)
    tenantOf = TenantOfRow(tenants: ground.tenants, catalog: ground.catalog, rows: ground.rows)
  }

  /// How much of a row is spelled out.
  enum Extent: CaseIterable {
    /// Columns that must be given: a default may be checked against the caller, and a trigger may fill the rest.
    case required
    /// Every column that can be written but keys of our own making and the moments of creation.
    case full
  }

  /// - Parameters:
  ///   - tenant: whose rows the foreign keys point at; nil for the first that exist.
  ///   - asker: whose key and address to put into the columns that name a user; nil to leave the stored ones.
  func row(for relation: ExposedRelation, tenant: String?, asker: Ground.Subject?, _ extent: Extent) -> JSONValue {
    let model = model(for: relation, tenant: tenant)
    let references = references(of: relation)
    let identities = asker.map { self.identities(of: $0, in: relation) } ?? [:]
    return .object(
      relation.columns.compactMap { column in
        let isRequired = !column.isNullable && column.defaultExpression == nil
        let points = references[column.name] != nil || tenantColumns(relation).contains(column.name)
        guard ground.isWritable(column, of: relation) else { return nil }
        guard
          isRequired || extent == .full && column.defaultExpression == nil || points && column.defaultExpression == nil
        else { return nil }
        if let own = identities[column.name] { return .init(column.name, .string(own)) }
        return value(of: column, in: relation, model: model, tenant: tenant, references).map { .init(column.name, $0) }
      })
  }

  private func value(
    of column: ExposedColumn, in relation: ExposedRelation, model: JSONValue?, tenant: String?,
    _ references: [String: (Relation, String)]
  ) -> JSONValue? {
    if let (parent, target) = references[column.name] {
      let rows = ground.rows.rows(of: parent.name)
      let own = rows.first { tenant == nil || tenantOf.label(of: $0, in: parent.name) == tenant } ?? rows.first
      return own?[target]
    }
    if tenantColumns(relation).contains(column.name), let tenant = ground.tenants.first(where: { $0.label == tenant }) {
      return .string(tenant.key)
    }
    if relation.primaryKey == [column.name] || isUnique(column, in: relation) { return Self.fresh(column) }
    if let stored = model?[column.name], stored != .null { return stored }
    return pool.candidates(for: RoutineParameter(name: column.name, type: column.type)).first
  }

  /// A row that exists, of this tenant where there is one.
  func model(for relation: ExposedRelation, tenant: String?) -> JSONValue? {
    let rows = ground.storedRows(of: relation)
    return rows.first { tenantOf.label(of: $0, in: relation.name) == tenant } ?? rows.first
  }

  /// The columns that refer to another relation by a key of one column.
  func references(of relation: ExposedRelation) -> [String: (Relation, String)] {
    guard let known = ground.catalog.relation(relation.oid) else { return [:] }
    return Dictionary(ground.foreignKeys(of: known).map { ($0.column, ($0.parent, $0.parentColumn)) }) { first, _ in
      first
    }
  }

  /// The columns that hold a tenant's key, told by the rows; where there are none, by names such as `active_org`.
  func tenantColumns(_ relation: ExposedRelation) -> [String] {
    let keys = Set(ground.tenants.map(\.key))
    let rows = ground.storedRows(of: relation)
    let holding = relation.columns.map(\.name).filter { name in
      rows.contains { $0[name]?.argumentText.map(keys.contains) ?? false }
    }
    guard holding.isEmpty else { return holding }
    return relation.columns.filter { column in
      column.type == "uuid" && !relation.primaryKey.contains(column.name)
        && NameAffinity.words(of: column.name).contains { word in
          word.count >= 3 && tenantTables.contains { $0.hasPrefix(word) }
        }
    }.map(\.name)
  }

  /// Names of the tables whose rows are the tenants, in the singular.
  private var tenantTables: [String] {
    let keys = Set(ground.tenants.map(\.key))
    return ground.rows.tables.filter { table in
      guard let key = ground.catalog.relation(named: table.name)?.primaryKey, key.count == 1 else { return false }
      return table.rows.contains { $0[key[0]]?.argumentText.map(keys.contains) ?? false }
    }.map { TableWords($0.name.name.name).singular }
  }

  /// Columns that hold the keys of users: those of the principals, told by the rows, by references or by name.
  func identityColumns(of relation: ExposedRelation) -> Set<String> {
    let subjects = Set(ground.principals.compactMap { $0.claims?["sub"]?.string })
    var columns = Set(
      ground.storedRows(of: relation).flatMap { row in
        (row.members ?? []).filter { $0.value.string.map(subjects.contains) ?? false }.map(\.key)
      })
    for (column, (parent, _)) in references(of: relation) where ["users", "profiles"].contains(parent.name.name.name) {
      columns.insert(column)
    }
    for column in relation.columns where Self.userNames.contains(column.name) && ["uuid", "text"].contains(column.type)
    {
      columns.insert(column.name)
    }
    return columns
  }

  private static let userNames: Set<String> = [
    "user_id", "member_id", "profile_id", "account_id", "owner", "owner_id", "uid", "created_by", "granted_to",
    "shared_with",
    "assigned_to", "recipient_id", "grantee_id", "admin_id",
  ]

  /// What a user's own rows hold in the columns that name a user: the key, or the address.
  func identities(of asker: Ground.Subject, in relation: ExposedRelation) -> [String: String] {
    var identities: [String: String] = [:]
    if let subject = asker.subject {
      for column in identityColumns(of: relation) { identities[column] = subject }
    }
    if let email = asker.email {
      for column in relation.columns where column.name.lowercased().contains("email") && column.type != "uuid" {
        identities[column.name] = email
      }
    }
    return identities
  }

  private func isUnique(_ column: ExposedColumn, in relation: ExposedRelation) -> Bool {
    guard let number = ground.catalog.relation(relation.oid)?.column(column.name)?.number else { return false }
    return ground.catalog.uniqueIndexes.contains { $0.relation == relation.oid && $0.columns == [number] }
  }

  private static func fresh(_ column: ExposedColumn) -> JSONValue? {
    if column.defaultExpression != nil { return nil }
    return switch column.type {
    case "uuid": "7e57da7a-0000-4000-8000-000000000001"
    case "integer", "bigint", "smallint", "numeric": 1_000_003
    default: .string(String("trespass-1".prefix(column.maximumLength ?? 28)))
    }
  }
}

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
