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
  package static func attacks(_ secret: Int, in context: ProbeContext) -> Bool {
    context.population.canBeOrdered(secret)
      && context.population.canaries.contains { $0.secret == secret && context.population.place(of: $0).isEmpty }
  }

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    let rows = NewRows(context)
    return context.surface.relations.flatMap { relation -> [ProbeTemplate] in
      let keyed = columns(of: relation, in: context)
      let own = context.population.secretRelations.contains(relation.name) ? keyed.map(\.0) : []
      let asked = askedColumns(of: relation, beside: own, rows)
      return keyed.flatMap { column, secrets in
        canaries(of: secrets, in: context).flatMap { writes(of: $0, $0.first, into: column, of: relation, rows) }
      } + asked.flatMap { self.asking(in: $0, of: relation, rows) }
    } + context.surface.routines.flatMap { calls(of: $0, rows) }
  }

  private static func canaries(of secrets: Set<Int>, in context: ProbeContext) -> [Canary] {
    Array(
      context.population.canaryOfEachTenant.filter {
        secrets.contains($0.secret) && context.population.place(of: $0).isEmpty
      }
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
    let context = rows.context
    let profile = context.surface.profile(relation.name.schema)
    let askers = besideIt ? context.population.subjects : strangers(to: canary, in: context)
    return askers.flatMap { asker -> [ProbeTemplate] in
      let other = asker.tenant ?? context.population.tenants.map(\.label).first { $0 != canary.tenant }
      let tenant = besideIt ? canary.tenant : other
      let row = rows.row(for: relation, tenant: tenant, asker: asker, .required)
      let insert = Request.insert(
        into: relation.name.name.name, row.setting(column, .string(value)), prefer: prefer, profile: profile)
      let update = rows.ownRow(of: asker, in: relation).map {
        Request.update(
          relation.name.name.name, set: .object([.init(column, .string(value))]),
          filters: relation.key(of: $0),
          prefer: prefer, profile: profile)
      }
      return ((relation.isInsertable ? [insert] : []) + (relation.isUpdatable ? [update].compactMap(\.self) : [])).map {
        ProbeTemplate($0, items: [.column(relation.name, column)], principals: Set(asker.names))
      }
    }
  }

  private static func strangers(to canary: Canary, in context: ProbeContext) -> [Subject] {
    context.population.subjects.filter { canary.tenant == nil || $0.tenant != canary.tenant }
  }

  /// Columns that hold a secret, or refer to one, each with the secrets whose values to try.
  private static func columns(of relation: ExposedRelation, in context: ProbeContext) -> [(String, Set<Int>)] {
    relation.columns.compactMap { column in
      let named = context.population.secrets.indices.filter { context.population.secrets[$0].column == column.name }
      let referred =
        context.surface.catalog.relation(relation.oid).map { context.surface.catalog.singleKeys(of: $0) } ?? []
      let behind = context.population.secrets.indices.filter { index in
        referred.contains {
          $0.column == column.name && $0.parent.name == context.population.secrets[index].relation
            && $0.parentColumn == context.population.secrets[index].column
        }
      }
      let own = named.filter { context.population.secrets[$0].relation == relation.name }
      let secrets = Set(behind + (own.isEmpty ? named : own))
      return secrets.isEmpty ? nil : (column.name, secrets)
    }
  }

  // MARK: Triggers and functions

  /// Columns of any name whose values a trigger, policy or check of the relation may look for among secrets.
  private static func askedColumns(
    of relation: ExposedRelation, beside known: [String], _ rows: NewRows
  ) -> [(String, Set<Int>)] {
    let secrets = read(by: rows.context.readings.writes.effects(ofWritingTo: relation.oid), in: rows.context)
    guard !secrets.isEmpty else { return [] }
    let taken = rows.identityColumns(of: relation).union(rows.references(of: relation).keys).union(known)
    let texts = relation.columns.filter { column in
      (column.type == "text" || column.type.hasPrefix("character")) && !taken.contains(column.name)
        && rows.context.surface.isWritable(column, of: relation)
    }
    return texts.prefix(mostColumns).map { ($0.name, secrets) }
  }

  private static func read(by effects: WriteIndex.Effects, in context: ProbeContext) -> Set<Int> {
    Set(context.population.secrets.indices.filter { effects.read.contains(context.population.secrets[$0].relation) })
  }

  /// The whole value, of which only a refusal tells, and the beginning of it, which nobody has to verify.
  private static func asking(
    in column: (name: String, secrets: Set<Int>), of relation: ExposedRelation, _ rows: NewRows
  ) -> [ProbeTemplate] {
    canaries(of: column.secrets, in: rows.context).flatMap { canary in
      writes(of: canary, canary.first, into: column.name, of: relation, rows).map(\.verifying)
        + canary.fragments.prefix(1).flatMap { fragment in
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
    let context = rows.context
    guard routine.volatility == .volatile else { return [] }
    let written = context.readings.writes.effects(ofCalling: routine.oid).written
    let secrets = context.population.secrets.indices.filter {
      written.contains(context.population.secrets[$0].relation)
    }
    let texts = routine.parameters.filter { rows.pool.types.isText($0.type) && !$0.name.isEmpty }
    return secrets.flatMap { secret -> [ProbeTemplate] in
      let table = TableWords(context.population.secrets[secret].relation.name.name)
      guard
        let parameter = texts.first(where: {
          NameAffinity($0.name).distance(toColumn: context.population.secrets[secret].column, of: table, isKey: false)
            != nil
        })
      else { return [] }
      return canaries(of: [secret], in: context).flatMap { canary in
        rows.pool.likelyCalls(of: routine, most: mostCanaries).map { call in
          ProbeTemplate(
            context.surface.post(routine, call.setting([parameter.name: .string(canary.first)])),
            items: [.function(routine.signature)],
            principals: Set(strangers(to: canary, in: context).flatMap(\.names))
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
