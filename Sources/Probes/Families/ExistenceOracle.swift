internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Inserts of a value that another tenant keeps secret: a conflict, or a key that is found, tells that it exists.
package enum ExistenceOracle: ProbeFamily {
  package static let name = "existence"
  package static let summary = "inserts another tenant's values to see whether they conflict"
  package static let rationale = """
    A unique index and a foreign key look at every row, whatever row security hides: 409 instead of 201 tells that the value \
    is there, even with `return=minimal` and no right to read. Make secrets unique per tenant, over a keyed hash, or not at all.
    """

  /// A part of a document is no key.
  package static func attacks(_ secret: Int, on ground: Ground) -> Bool {
    ground.canaries.contains { $0.secret == secret && ground.place(of: $0).isEmpty }
  }

  package static func requests(on ground: Ground) -> [Draft] {
    let rows = NewRows(ground)
    return ground.relations.filter(\.isInsertable).flatMap { relation in
      columns(of: relation, on: ground).flatMap { column, secrets in
        ground.canaryOfEachTenant.filter { secrets.contains($0.secret) && ground.place(of: $0).isEmpty }.prefix(3)
          .flatMap { canary in
            inserts(of: canary, into: column, of: relation, rows)
          }
      }
    }
  }

  /// Only for whoever is not of the canary's tenant: that one's own value conflicts with itself proves nothing.
  private static func inserts(
    of canary: Canary, into column: String, of relation: ExposedRelation, _ rows: NewRows
  ) -> [Draft] {
    let ground = rows.ground
    return ground.subjects.compactMap(\.self).filter { canary.tenant == nil || $0.tenant != canary.tenant }.map {
      asker in
      let tenant = asker.tenant ?? ground.tenants.map(\.label).first { $0 != canary.tenant }
      let row = rows.row(for: relation, tenant: tenant, asker: asker, .required)
      return Draft(
        .insert(
          into: relation.name.name.name, row.setting(column, .string(canary.first)),
          prefer: Preferences(returning: .minimal), profile: ground.profile(relation.name.schema)),
        items: [.column(relation.name, column)], principals: Set(asker.names))
    }
  }

  /// Columns that hold a secret, or refer to one, each with the secrets whose values to try.
  private static func columns(of relation: ExposedRelation, on ground: Ground) -> [(String, Set<Int>)] {
    relation.columns.compactMap { column in
      let named = ground.secrets.indices.filter { ground.secrets[$0].column == column.name }
      let referred = ground.catalog.relation(relation.oid).map { ground.foreignKeys(of: $0) } ?? []
      let behind = ground.secrets.indices.filter { index in
        referred.contains {
          $0.column == column.name && $0.parent.name == ground.secrets[index].relation
            && $0.parentColumn == ground.secrets[index].column
        }
      }
      let own = named.filter { ground.secrets[$0].relation == relation.name }
      let secrets = Set(behind + (own.isEmpty ? named : own))
      return secrets.isEmpty ? nil : (column.name, secrets)
    }
  }
}
