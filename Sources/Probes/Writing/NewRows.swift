internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Rows that a client might insert into a relation: each column filled as the row of one tenant, or of one user, would be.
struct NewRows: Sendable {
  let context: ProbeContext

  var pool: ArgumentPool { context.arguments }
  var tenantOf: TenantOfRow { context.population.tenantOf }

  init(_ context: ProbeContext) {
    self.context = context
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
  func row(for relation: ExposedRelation, tenant: String?, asker: Subject?, _ extent: Extent) -> JSONValue {
    let model = model(for: relation, tenant: tenant)
    let references = references(of: relation)
    let identities = asker.map { self.identities(of: $0, in: relation) } ?? [:]
    return .object(
      relation.columns.compactMap { column in
        let isRequired = !column.isNullable && column.defaultExpression == nil
        let points = references[column.name] != nil || tenantColumns(relation).contains(column.name)
        guard context.surface.isWritable(column, of: relation) else { return nil }
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
      let rows = context.population.rows.rows(of: parent.name)
      let own = rows.first { tenant == nil || tenantOf.label(of: $0, in: parent.name) == tenant } ?? rows.first
      return own?[target]
    }
    if tenantColumns(relation).contains(column.name),
      let tenant = context.population.tenant(labelled: tenant)
    {
      return .string(tenant.key)
    }
    if relation.primaryKey == [column.name] || isUnique(column, in: relation) { return Self.fresh(column) }
    if let stored = model?[column.name], stored != .null { return stored }
    return pool.candidates(for: RoutineParameter(name: column.name, type: column.type)).first
  }

  /// A row that exists, of this tenant where there is one.
  func model(for relation: ExposedRelation, tenant: String?) -> JSONValue? {
    let rows = context.population.storedRows(of: relation)
    return rows.first { tenantOf.label(of: $0, in: relation.name) == tenant } ?? rows.first
  }

  private func isUnique(_ column: ExposedColumn, in relation: ExposedRelation) -> Bool {
    guard let number = context.surface.catalog.relation(relation.oid)?.column(column.name)?.number else { return false }
    return context.surface.catalog.uniqueIndexes.contains { $0.relation == relation.oid && $0.columns == [number] }
  }

  /// What a column of our own choice holds, short enough for most.
  static let freshText = "trespass-1"

  private static func fresh(_ column: ExposedColumn) -> JSONValue? {
    if column.defaultExpression != nil { return nil }
    return switch column.type {
    case "uuid": "7e57da7a-0000-4000-8000-000000000001"
    case "integer", "bigint", "smallint", "numeric": 1_000_003
    default: .string(String(freshText.prefix(column.maximumLength ?? 28)))
    }
  }
}
