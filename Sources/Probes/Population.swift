package import Catalog
internal import JSONText
package import SQLText

/// What stands in the worlds: rows, tenants, principals, and the canaries of the secrets.
package struct Population: Sendable {
  package let secrets: [Secret]
  package let canaries: [Canary]
  package let principals: [Principal]
  package let rows: RowSample
  package let tenants: [Tenant]
  /// Tells whose a row is.
  package let tenantOf: TenantOfRow
  /// Relations that keep secrets.
  package let secretRelations: Set<QualifiedName>
  let catalog: CatalogSnapshot

  package init(
    of catalog: CatalogSnapshot, secrets: [Secret] = [], canaries: [Canary] = [], principals: [Principal] = [],
    rows: RowSample = RowSample(), tenants: [Tenant] = []
  ) {
    self.catalog = catalog
    self.secrets = secrets
    self.canaries = canaries
    self.principals = principals
    self.rows = rows
    self.tenants = tenants
    tenantOf = TenantOfRow(tenants: tenants, catalog: catalog, rows: rows)
    secretRelations = Set(secrets.map(\.relation))
  }

  /// The same with other principals.
  package func asked(by principals: [Principal]) -> Population {
    Population(
      of: catalog, secrets: secrets, canaries: canaries, principals: principals, rows: rows, tenants: tenants)
  }

  /// The same with other rows.
  package func holding(_ rows: RowSample) -> Population {
    Population(
      of: catalog, secrets: secrets, canaries: canaries, principals: principals, rows: rows, tenants: tenants)
  }

  /// The tenant of a label.
  package func tenant(labelled label: String?) -> Tenant? { tenants.first { $0.label == label } }

  /// The keys from a canary's column down to it.
  package func place(of canary: Canary) -> [String] { secrets[canary.secret].path + canary.place }

  /// The canaries that may stand in a column: those of its own table, else those of any namesake.
  package func canaries(in column: String, of relation: QualifiedName) -> [Canary] {
    let namesakes = canaries.filter { secrets[$0.secret].column == column }
    let own = namesakes.filter { secrets[$0.secret].relation == relation }
    return own.isEmpty ? namesakes : own
  }

  /// The first canary of each secret and tenant.
  var canaryOfEachTenant: [Canary] {
    var seen: Set<[String]> = []
    return canaries.filter { seen.insert([secrets[$0.secret].description, $0.tenant ?? ""]).inserted }
  }
}

extension Canary {
  /// Texts that are part of the first value and of no other world's: its beginning, and a piece of its inside.
  var fragments: [String] {
    let text = Array(first)
    guard text.count >= 10, let start = zip(first, second).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
      return []
    }
    let most = text.count - 4
    let inner = text[min(start, max(0, most - 6))..<min(most, start + 8)]
    return [String(text[..<max(most, min(start + 4, text.count - 1))]), String(inner)]
  }
}
