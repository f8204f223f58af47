internal import Catalog
internal import Examinations
package import Execution
internal import Judgement
internal import PostgREST
internal import Postgres
package import Probes
internal import Provisioning
package import Settings

/// A stage, with what the settings and the command line say of the run that is held on it.
package struct PreparedRun: Sendable {
  package let stage: Stage
  let api: ConfiguredAPI
  package let families: [any ProbeFamily.Type]
  let allowances: [Allowance]
  let skips: [Skip]
  /// What keeps the run from proving, found before a single probe.
  let unproven: [Unproven]
  /// What a reader should know of the settings, though it decides nothing.
  let notes: [String]

  package static func set(
    _ project: ProjectServer, _ settings: ProjectSettings, _ options: RunOptions, seed: String,
    tell: @Sendable (Progress) -> Void
  ) async throws -> PreparedRun {
    let catalog = project.catalog
    let secrets = try catalog.secrets(from: settings.secrets)
    let api = try await project.api(of: settings)
    let database = project.provisioned.database
    try await ExaminationResolving(settings: settings, catalog: catalog, secrets: secrets).check(on: database)
    let stray = try await SlotResolving(slots: project.provisioned.slots, catalog: catalog, secrets: secrets)
      .unproven(in: database)
    tell(.planting(secrets: secrets.count))
    let names = project.stages.names()
    let making = WorldMaking(
      server: project.server, source: database, names: names, catalog: catalog, secrets: secrets,
      tenants: settings.knownTenants, seed: seed, keptSuffixes: settings.keptSuffixes(of: secrets),
      sealed: settings.ciphertext(among: secrets), mostRows: settings.bounds.rows)
    let worlds = try await making.make()
    let asking = try Asking(settings, options, catalog, api.served, secrets, worlds)
    let (context, planner) = try await asking.context(in: worlds)
    let unfounded = try await PrincipalGrounding(context).unproven(asking.declared, in: worlds.first)
    let excuses = ExcuseResolving(settings: settings, context: context, named: asking.named)
    try excuses.checkAllowances()
    let skips = try excuses.skips()
    let stage = Stage(
      server: project.server, names: names, worlds: worlds,
      sequences: settings.lifecycle.isEmpty ? [:] : try await worlds.sequences(),
      replicas: LazyValue { try await making.again() }, planner: planner, context: context)
    let families = options.families
    return PreparedRun(
      stage: stage, api: api, families: families, allowances: settings.allowances,
      skips: settings.skip.map { Skip(what: $0.what, reason: $0.reason) },
      unproven: worlds.lacking(secrets) + asking.unproven(families) + api.unproven(over: context.surface.cache)
        + skips.unproven + stray + unfounded + project.provisioned.unproven,
      notes: api.notes + skips.notes)
  }
}

extension Worlds {
  fileprivate func lacking(_ secrets: [Secret]) -> [Unproven] {
    unplanted.map { Unproven("secret \($0.secret)", $0.why) }
      + (secrets.isEmpty ? [Unproven("secrets", "none is declared: name them in [[secret]]")] : [])
  }
}

extension RunOptions {
  /// The families that the command line leaves.
  fileprivate var families: [any ProbeFamily.Type] {
    FamilyRegistry.all.filter { (only.isEmpty || only.contains($0.name)) && !skip.contains($0.name) }
  }
}
