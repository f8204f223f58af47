internal import Catalog
internal import JSONText
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
internal import SQLText

/// Shows that the run could have failed: every canary read back, every family able to see every secret.
struct Controls: Sendable {
  let stage: Stage
  let started: Moment

  struct Outcome: Sendable {
    var tally = ControlTally()
  }

  func run(covering plan: Plan) async throws -> Outcome {
    var outcome = Outcome()
    let gone = try await stage.worlds.vanished(stage.ground.secrets)
    outcome.tally.canariesPlanted = stage.worlds.canaries.count
    outcome.tally.canariesSeen = stage.worlds.canaries.count - Set(gone.map(\.canary)).count
    outcome.tally.failed = gone.map { Unproven("canary of \(stage.ground.secrets[$0.canary.secret])", $0.why) }
    guard !stage.worlds.canaries.isEmpty, let asker else { return outcome }
    let planned = Set(plan.entries.map(\.family))
    let seen = try await controlRun(as: asker, of: planned).run().seen
    let secrets = Set(stage.worlds.canaries.map(\.secret)).sorted()
    for family in stage.families where planned.contains(family.name) {
      outcome.tally.families += 1
      let blind = secrets.filter { secret in
        family.attacks(secret, on: stage.ground) && seen[family.name]?.contains(secret) != true
      }
      if blind.isEmpty { outcome.tally.seeingFamilies += 1 }
      outcome.tally.failed += blind.map {
        Unproven(
          "family \(family.name)", "it did not see \(stage.ground.secrets[$0]) in a control that leaks it on purpose")
      }
    }
    return outcome
  }

  /// Somebody who says who they are where there is one, for some doors open to no other.
  private var asker: Principal? {
    let asking = stage.ground.principals.filter { $0.kind != .trusted && $0.derivedFrom == nil }
    return asking.first { $0.claims?["sub"]?.string != nil } ?? asking.first
  }

  /// The same families over objects that leak on purpose, in throw-away copies of both worlds.
  ///
  /// - Parameter families: the names of those that the plan has.
  private func controlRun(as asker: Principal, of families: Set<String>) async throws -> ProbeRun {
    let relations = Set(stage.ground.secrets.map(\.relation)).sorted()
    async let first = copy(.first, relations, openTo: asker.role)
    async let second = copy(.second, relations, openTo: asker.role)
    let (one, other) = (try await first, try await second)
    let connection = try await Connection(one)
    let catalog = try await CatalogReader.read(connection)
    var api = stage.ground.api
    api.schemas = [ControlObjects.schema]
    api.extraSearchPath = []
    api.maxRows = nil
    let secrets = stage.ground.secrets.map { secret in
      var control = secret
      control.relation = ControlObjects.table(for: secret.relation, among: relations)
      control.readers = .none
      return control
    }
    let rows = try await RowSample.read(
      connection, catalog: catalog.only(ControlObjects.schema), leavingOut: [], most: 12)
    await connection.close()
    let cache = SchemaCache(catalog: catalog, settings: api)
    var ground = Ground(
      catalog: catalog, cache: cache, api: api, secrets: secrets, canaries: stage.worlds.canaries,
      principals: asking(asker, families), rows: rows)
    if families.contains(OtherIdentities.name) { ground.principals += IdentityVariants(ground).principals() }
    return ProbeRun(
      ground: ground, families: stage.families.filter { families.contains($0.name) },
      planner: Planner(cache: cache, settings: api, facts: stage.planner.facts),
      first: one.user(stage.api.authenticatorRole.value), second: other.user(stage.api.authenticatorRole.value),
      allowances: [],
      statements: StatementIndex([]), digests: [:], started: started)
  }

  /// The asker, and where connections are shared somebody of the same role who may see what the asker may not.
  private func asking(_ asker: Principal, _ families: Set<String>) -> [Principal] {
    var asker = asker
    asker.tenant = nil
    guard families.contains(PooledSessions.name) else { return [asker] }
    var insider = asker
    insider.name += " (insider)"
    insider.claims = (asker.claims ?? [:]).setting("sub", .string(ControlObjects.insider))
    return [asker, insider]
  }

  private func copy(_ world: World, _ relations: [QualifiedName], openTo role: String) async throws -> ConnectionInfo {
    let source = stage.worlds.info(world).settings["dbname"] ?? ""
    let info = try await stage.site.server.clone(source, as: "control_\(world.rawValue)")
    let connection = try await Connection(info)
    try await ControlObjects.make(
      for: relations, secrets: stage.ground.secrets, holding: stage.worlds.canaries.map { $0.value(in: world) },
      openTo: role, on: connection)
    await connection.close()
    return info
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
