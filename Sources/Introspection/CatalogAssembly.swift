internal import Catalog
internal import SQLText

/// Puts the rows of the catalog queries together: OIDs of roles become names, columns find their relation.
struct CatalogAssembly {
  private var rows: [CatalogNoun: [[String?]]]
  private let roleNames: [OID: String]

  init(rows: [CatalogNoun: [[String?]]]) {
    self.rows = rows
    let roles = (rows[.roles] ?? []).map(CatalogRow.init)
    roleNames = Dictionary(roles.map { ($0.oid(0), $0.text(1)) }) { first, _ in first }
  }

  /// Hands out a noun's rows and forgets them, so that raw text and values are not both held.
  mutating func take(_ noun: CatalogNoun) -> [CatalogRow] {
    (rows.removeValue(forKey: noun) ?? []).map(CatalogRow.init)
  }

  /// A role dropped under its objects is shown by its number, as Postgres shows it.
  func role(_ oid: OID) -> String { roleNames[oid] ?? String(oid) }

  mutating func snapshot() -> CatalogSnapshot {
    var snapshot = CatalogSnapshot()
    snapshot.schemas = schemas()
    snapshot.roles = roles()
    snapshot.roleSettings = roleSettings()
    snapshot.types = types()
    snapshot.relations = relations(types: snapshot)
    snapshot.constraints = constraints()
    snapshot.relations = snapshot.relations.withPrimaryKeys(from: snapshot.constraints)
    snapshot.uniqueIndexes = uniqueIndexes()
    snapshot.functions = functions(types: snapshot)
    snapshot.policies = policies()
    snapshot.triggers = triggers()
    snapshot.rules = take(.rules).map { Rule(relation: $0.oid(0), definition: $0.text(1)) }
    snapshot.casts = casts()
    snapshot.defaultPrivileges = defaultPrivileges()
    snapshot.extensions = extensions()
    snapshot.foreignServers = foreignServers()
    snapshot.userMappings = userMappings()
    snapshot.publications = publications()
    return snapshot
  }

  private mutating func schemas() -> [Schema] {
    take(.schemas).map { row in
      let owner = role(row.oid(2))
      return Schema(
        oid: row.oid(0), name: Identifier(row.text(1)), owner: owner,
        access: AccessList(row.optionalText(3), kind: .schema, owner: owner), comment: row.optionalText(4))
    }
  }

  private mutating func constraints() -> [Constraint] {
    take(.constraints).compactMap { row in
      Constraint.Kind(rawValue: row.character(2)).map { kind in
        Constraint(
          oid: row.oid(0), name: row.text(1), kind: kind, relation: row.oid(3), domain: row.oid(4),
          columns: row.integers(5), referencedRelation: row.oid(6), referencedColumns: row.integers(7),
          parent: row.oid(8), isDeferrable: row.flag(9), isValidated: row.flag(10), definition: row.text(11))
      }
    }
  }

  private mutating func uniqueIndexes() -> [UniqueIndex] {
    take(.uniqueIndexes).map { row in
      // Columns behind indnkeyatts are only carried along (INCLUDE).
      UniqueIndex(
        name: row.text(0), relation: row.oid(1), columns: Array(row.integers(2).prefix(row.integer(3))),
        isPrimary: row.flag(4), predicate: row.optionalText(5), definition: row.text(6))
    }
  }

  private mutating func policies() -> [Policy] {
    take(.policies).map { row in
      // A list of 0 alone is PUBLIC.
      Policy(
        name: row.text(0), relation: row.oid(1), command: Policy.Command(rawValue: row.character(2)) ?? .all,
        isPermissive: row.flag(3), roles: row.oids(4).filter { $0 != 0 }.map(role), using: row.optionalText(5),
        check: row.optionalText(6))
    }
  }

  private mutating func triggers() -> [Trigger] {
    take(.triggers).map { row in
      Trigger(
        name: row.text(0), relation: row.oid(1), function: row.oid(2), isEnabled: row.flag(3), type: row.integer(4),
        definition: row.text(5))
    }
  }

  private mutating func casts() -> [Cast] {
    take(.casts).map { row in
      Cast(source: row.oid(0), target: row.oid(1), function: row.oid(2), isImplicit: row.flag(3))
    }
  }
}
