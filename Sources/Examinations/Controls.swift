internal import Catalog
package import Execution
internal import Introspection
internal import JSONText
package import Judgement
internal import PostgREST
internal import Postgres
package import Probes
internal import Provisioning
internal import Rounds
internal import SQLText

/// Shows that the run could have failed: every canary read back, every family able to see every secret.
package struct Controls: Sendable {
  private let stage: Stage
  private let families: [any ProbeFamily.Type]
  private let terms: JudgingTerms

  /// - Parameter families: those of the run; controls are held for the ones that the plan has.
  package init(_ stage: Stage, _ families: [any ProbeFamily.Type], covering plan: Plan, terms: JudgingTerms) {
    let planned = Set(plan.entries.map(\.family))
    self.stage = stage
    self.families = families.filter { planned.contains($0.name) }
    // Nothing is allowed there, and what leaks on purpose needs no cause.
    self.terms = JudgingTerms(clock: terms.clock, today: terms.today)
  }

  package func run() async throws -> ControlTally {
    var tally = ControlTally()
    let population = stage.context.population
    let gone = try await stage.worlds.vanished(population.secrets)
    tally.canariesPlanted = population.canaries.count
    tally.canariesSeen = population.canaries.count - Set(gone.map(\.canary)).count
    tally.failed = gone.map { Unproven("canary of \(population.secrets[$0.canary.secret])", $0.why) }
    guard !population.canaries.isEmpty, let asker else { return tally }
    count(try await controlRun(as: asker).run().seen, in: &tally)
    return tally
  }

  /// Counts the families that see every secret they attack, and names what the others did not see.
  private func count(_ seen: [String: Set<Int>], in tally: inout ControlTally) {
    let secrets = Set(stage.context.population.canaries.map(\.secret)).sorted()
    for family in families {
      tally.families += 1
      let blind = secrets.filter { secret in
        family.attacks(secret, in: stage.context) && seen[family.name]?.contains(secret) != true
      }
      if blind.isEmpty { tally.seeingFamilies += 1 }
      tally.failed += blind.map {
        Unproven(
          "family \(family.name)",
          "it did not see \(stage.context.population.secrets[$0]) in a control that leaks it on purpose")
      }
    }
  }

  /// Somebody who says who they are where there is one, for some doors open to no other.
  private var asker: Principal? {
    let asking = stage.context.population.principals.filter { $0.kind != .trusted && $0.derivedFrom == nil }
    return asking.first { $0.claims?["sub"]?.string != nil } ?? asking.first
  }

  /// The same families over objects that leak on purpose, in throw-away copies of both worlds.
  private func controlRun(as asker: Principal) async throws -> ProbeRun {
    let relations = stage.context.population.secretRelations.sorted()
    async let first = copy(.first, relations, openTo: asker.role)
    async let second = copy(.second, relations, openTo: asker.role)
    let worlds: WorldPair = (try await first, try await second)
    let context = try await context(in: worlds.first, relations, asker)
    let planner = Planner(
      cache: context.surface.cache, settings: context.surface.settings, facts: stage.planner.facts)
    return ProbeRun(
      context, families: families, target: DatabaseTarget(worlds, planner: planner), terms: terms)
  }

  private func context(
    in database: Database, _ relations: [QualifiedName], _ asker: Principal
  ) async throws -> ProbeContext {
    let connection = try await database.connect()
    let catalog = try await CatalogReader.read(connection)
    let rows = try await RowSample.read(
      connection, catalog: catalog.only(ControlObjects.schema), leavingOut: [], most: 12)
    await connection.close()
    var api = stage.context.surface.settings
    (api.schemas, api.extraSearchPath, api.maxRows) = ([ControlObjects.schema], [], nil)
    let surface = Surface(catalog: catalog, settings: api)
    let population = Population(
      of: catalog, secrets: secrets(in: relations), canaries: stage.context.population.canaries,
      principals: asking(asker), rows: rows)
    let context = ProbeContext(surface: surface, readings: Readings(of: surface), population: population)
    let identities = families.flatMap { $0.identities(in: context, known: [:]) }
    return identities.isEmpty
      ? context : context.populated(by: population.asked(by: population.principals + identities))
  }

  /// The run's secrets, as the control objects hold them.
  private func secrets(in relations: [QualifiedName]) -> [Secret] {
    stage.context.population.secrets.map { secret in
      var control = secret
      control.relation = ControlObjects.table(for: secret.relation, among: relations)
      control.readers = .none
      return control
    }
  }

  private func asking(_ asker: Principal) -> [Principal] {
    var asker = asker
    asker.tenant = nil
    return [asker] + families.flatMap { $0.companions(of: asker) }
  }

  private func copy(_ world: World, _ relations: [QualifiedName], openTo role: String) async throws -> Database {
    let name = stage.names.name("control_\(world.rawValue)")
    let database = try await stage.server.clone(stage.worlds.database(world), as: name)
    let connection = try await database.connect()
    try await ControlObjects.make(
      for: relations, secrets: stage.context.population.secrets,
      holding: stage.context.population.canaries.map { $0.value(in: world) }, openTo: role, on: connection)
    await connection.close()
    return database
  }
}

extension CatalogSnapshot {
  /// The catalog with the relations of one schema only.
  fileprivate func only(_ schema: Identifier) -> CatalogSnapshot {
    var copy = self
    copy.relations = relations.filter { $0.name.schema == schema }
    return copy
  }
}
