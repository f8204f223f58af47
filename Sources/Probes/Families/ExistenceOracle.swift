internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Writes of a value that another tenant keeps secret: a conflict, or a key that is found, tells that it exists.
package enum ExistenceOracle: ProbeFamily {
  package static let name = "existence"
  package static let summary = "writes another tenant's values to see whether they conflict"
  package static let rationale = """
    A unique index and a foreign key look at every row, whatever row security hides, and so does a trigger or a function that \
    asks whether a value is taken: 409 instead of 201 tells that it is there, even with `return=minimal` and no right to read. \
    Make secrets unique per tenant, over a keyed hash, or not at all.
    """
  /// Most canaries tried in one column, and most columns of one relation whose triggers may ask.
  private static let mostCanaries = 3
  private static let mostColumns = 4

  /// A part of a document is no key, nor is a value without an order.
  package static func attacks(_ secret: Int, on ground: Ground) -> Bool {
    ground.canBeOrdered(secret) && ground.canaries.contains { $0.secret == secret && ground.place(of: $0).isEmpty }
  }

  package static func requests(on ground: Ground) -> [ProbeTemplate] {
    let rows = NewRows(ground)
    return ground.relations.flatMap { relation -> [ProbeTemplate] in
      let keyed = columns(of: relation, on: ground)
      let own = ground.secretRelations.contains(relation.name) ? keyed.map(\.0) : []
      let asked = askedColumns(of: relation, beside: own, rows)
      return keyed.flatMap { column, secrets in
        canaries(of: secrets, on: ground).flatMap { writes(of: $0, $0.first, into: column, of: relation, rows) }
      } + asked.flatMap { self.asking(in: $0, of: relation, rows) }
    } + ground.routines.flatMap { calls(of: $0, rows) }
  }

  private static func canaries(of secrets: Set<Int>, on ground: Ground) -> [Canary] {
    Array(
      ground.canaryOfEachTenant.filter { secrets.contains($0.secret) && ground.place(of: $0).isEmpty }
        .prefix(mostCanaries))
  }

  // MARK: Keys

  /// An insert and an update of one's own row.
  ///
  /// Only for whoever is not of the canary's tenant: that one's own value conflicts with itself proves nothing.
  ///
  /// - Parameter besideIt: whether the row is of the canary's tenant, whoever asks.
  private static func writes(
    of canary: Canary, _ value: String, into column: String, of relation: ExposedRelation, _ rows: NewRows,
    besideIt: Bool = false, prefer: Preferences = Preferences(returning: .minimal)
  ) -> [ProbeTemplate] {
    let ground = rows.ground
    let profile = ground.profile(relation.name.schema)
    let askers = besideIt ? ground.subjects.compactMap(\.self) : strangers(to: canary, on: ground)
    return askers.flatMap { asker -> [ProbeTemplate] in
      let other = asker.tenant ?? ground.tenants.map(\.label).first { $0 != canary.tenant }
      let tenant = besideIt ? canary.tenant : other
      let row = rows.row(for: relation, tenant: tenant, asker: asker, .required)
      let insert = Request.insert(
        into: relation.name.name.name, row.setting(column, .string(value)), prefer: prefer, profile: profile)
      let update = rows.ownRow(of: asker, in: relation).map {
        Request.update(
          relation.name.name.name, set: .object([.init(column, .string(value))]),
          filters: ground.key(of: $0, in: relation),
          prefer: prefer, profile: profile)
      }
      return ((relation.isInsertable ? [insert] : []) + (relation.isUpdatable ? [update].compactMap(\.self) : [])).map {
        ProbeTemplate($0, items: [.column(relation.name, column)], principals: Set(asker.names))
      }
    }
  }

  private static func strangers(to canary: Canary, on ground: Ground) -> [Ground.Subject] {
    ground.subjects.compactMap(\.self).filter { canary.tenant == nil || $0.tenant != canary.tenant }
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

  // MARK: Triggers and functions

  /// Columns of any name whose values a trigger, policy or check of the relation may look for among secrets.
  private static func askedColumns(
    of relation: ExposedRelation, beside known: [String], _ rows: NewRows
  ) -> [(String, Set<Int>)] {
    let secrets = read(by: rows.ground.writes.effects(ofWritingTo: relation.oid), on: rows.ground)
    guard !secrets.isEmpty else { return [] }
    let taken = rows.identityColumns(of: relation).union(rows.references(of: relation).keys).union(known)
    let texts = relation.columns.filter { column in
      (column.type == "text" || column.type.hasPrefix("character")) && !taken.contains(column.name)
        && rows.ground.isWritable(column, of: relation)
    }
    return texts.prefix(mostColumns).map { ($0.name, secrets) }
  }

  private static func read(by effects: WriteIndex.Effects, on ground: Ground) -> Set<Int> {
    Set(ground.secrets.indices.filter { effects.read.contains(ground.secrets[$0].relation) })
  }

  /// The whole value, of which only a refusal tells, and the beginning of it, which nobody has to verify.
  private static func asking(
    in column: (name: String, secrets: Set<Int>), of relation: ExposedRelation, _ rows: NewRows
  ) -> [ProbeTemplate] {
    canaries(of: column.secrets, on: rows.ground).flatMap { canary in
      writes(of: canary, canary.first, into: column.name, of: relation, rows).map(\.verifying)
        + rows.ground.fragments(of: canary).prefix(1).flatMap { fragment in
          [Preferences.Return.minimal, .representation].flatMap {
            writes(
              of: canary, fragment, into: column.name, of: relation, rows, besideIt: true,
              prefer: Preferences(returning: $0))
          }
        }
    }
  }

  /// Calls that write into a table of secrets, with another tenant's value in the parameter that its column names.
  private static func calls(of routine: Routine, _ rows: NewRows) -> [ProbeTemplate] {
    let ground = rows.ground
    guard routine.volatility == .volatile else { return [] }
    let written = ground.writes.effects(ofCalling: routine.oid).written
    let secrets = ground.secrets.indices.filter { written.contains(ground.secrets[$0].relation) }
    let texts = routine.parameters.filter { rows.pool.types.isText($0.type) && !$0.name.isEmpty }
    return secrets.flatMap { secret -> [ProbeTemplate] in
      let table = TableWords(ground.secrets[secret].relation.name.name)
      guard
        let parameter = texts.first(where: {
          NameAffinity($0.name).distance(toColumn: ground.secrets[secret].column, of: table, isKey: false) != nil
        })
      else { return [] }
      return canaries(of: [secret], on: ground).flatMap { canary in
        rows.pool.likelyCalls(of: routine, most: mostCanaries).map { call in
          ProbeTemplate(
            ground.post(routine, call.setting([parameter.name: .string(canary.first)])),
            items: [.function(routine.oid)],
            principals: Set(strangers(to: canary, on: ground).flatMap(\.names))
          ).verifying
        }
      }
    }
  }
}

extension ProbeTemplate {
  fileprivate var verifying: ProbeTemplate {
    var template = self
    template.onlyRefusalTells = true
    return template
  }
}
