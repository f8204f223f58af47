internal import Catalog
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
    outcome.tally.canariesSeen = stage.worlds.canaries.count - gone.count
    outcome.tally.failed = gone.map {
      Unproven("canary of \(stage.ground.secrets[$0.secret])", "it no longer stands where it was planted")
    }
    guard !stage.worlds.canaries.isEmpty, let asker = stage.ground.principals.first(where: { $0.kind != .trusted })
    else { return outcome }
    let seen = try await controlInquiry(as: asker).run().seen
    let planned = Set(plan.entries.map(\.family))
    let secrets = Set(stage.worlds.canaries.map(\.secret)).sorted()
    for family in stage.families where planned.contains(family.name) {
      outcome.tally.families += 1
      let blind = secrets.filter { secret in
        family.attacks(secret, on: stage.ground) && seen[family.control.name]?.contains(secret) != true
      }
      if blind.isEmpty { outcome.tally.seeingFamilies += 1 }
      outcome.tally.failed += blind.map {
        Unproven(
          "family \(family.name)", "it did not see \(stage.ground.secrets[$0]) in a control that leaks it on purpose")
      }
    }
    return outcome
  }

  /// The same families over objects that leak on purpose, in throw-away copies of both worlds.
  private func controlInquiry(as asker: Principal) async throws -> Inquiry {
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
    let rows = try await RowSample.read(connection, catalog: catalog.only(ControlObjects.schema), leavingOut: [])
    await connection.close()
    let cache = SchemaCache(catalog: catalog, settings: api)
    var principal = asker
    principal.tenant = nil
    let ground = Ground(
      catalog: catalog, cache: cache, api: api, secrets: secrets, canaries: stage.worlds.canaries,
      principals: [principal], rows: rows)
    return Inquiry(
      ground: ground, families: stage.families,
      planner: Planner(cache: cache, settings: api, facts: stage.planner.facts),
      first: one.user(stage.api.authenticatorRole.value), second: other.user(stage.api.authenticatorRole.value),
      allowances: [],
      statements: StatementIndex([]), digests: [:], started: started)
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
