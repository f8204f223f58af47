internal import Catalog
internal import Execution
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
internal import Reports
internal import SQLText

/// All that a trial needs: two worlds, the surface over them, who asks, and what is allowed.
struct Stage: Sendable {
  let site: Site
  let settings: Settings
  let options: RunOptions
  let api: APISettings
  let planner: Planner
  var worlds: Worlds
  /// Where the sequences of each world stood before the first probe, as a script that puts them back.
  let sequences: [World: String]
  /// The worlds made once more, to tell what planting left to chance from what the secrets say.
  var replicas: LazyPair
  let ground: Ground
  let families: [any ProbeFamily.Type]
  let allowances: [Allowance]
  let skips: [Skip]
  /// What keeps the run from proving, found before a single probe.
  let unproven: [Unproven]
  /// What a reader should know of the settings, though it decides nothing.
  let notes: [String]

  static func set(
    _ site: Site, _ settings: Settings, _ options: RunOptions, seed: String, tell: @Sendable (Progress) -> Void
  ) async throws -> Stage {
    let catalog = site.catalog
    let secrets = try catalog.secrets(from: settings.secrets)
    let tenants = settings.tenants.map { Tenant(label: $0.label, key: $0.key) }
    let allowances = settings.allowances
    let api = try await site.api(of: settings)
    try await ExaminationResolving(settings: settings, catalog: catalog, secrets: secrets)
      .check(on: site.provisioned.info)
    let stray = try await SlotResolving(slots: site.provisioned.slots, catalog: catalog, secrets: secrets)
      .unproven(in: site.provisioned.info)
    tell(.planting(secrets: secrets.count))
    let making = WorldMaking(
      server: site.server, source: site.provisioned.database, catalog: catalog, secrets: secrets, tenants: tenants,
      seed: seed, keptSuffixes: settings.keptSuffixes(of: secrets), sealed: settings.ciphertext(among: secrets),
      mostRows: settings.bounds.rows)
    let worlds = try await making.make()
    let connection = try await Connection(worlds.first)
    let facts = try await SessionFacts.read(connection, authenticator: api.authenticatorRole.value)
    await connection.close()
    let served = api.served
    let cache = SchemaCache(catalog: catalog, settings: served)
    let declared = try catalog.principals(
      from: settings.principals, tenants: tenants, anonRole: served.anonRole ?? "anon", rows: worlds.rows)
    let named = declared + catalog.anybody(beside: declared, anonRole: served.anonRole)
    let principals = named.filter {
      $0.kind == .trusted || options.principals.isEmpty || options.principals.contains($0.name)
    }
    var ground = Ground(
      catalog: catalog, cache: cache, api: served, secrets: secrets, canaries: worlds.canaries, principals: principals,
      rows: worlds.rows, tenants: tenants)
    ground.limits = settings.bounds
    let planner = Planner(cache: cache, settings: served, facts: facts)
    let session = worlds.first.user(api.authenticatorRole.value)
    let known = try await KnownTexts(ground: ground, planner: planner, session: session).read()
    let variants = IdentityVariants(ground, known: known)
    ground.principals += variants.principals()
    let grounding = PrincipalGrounding(
      catalog: catalog, tenants: tenants, canaries: worlds.canaries, rows: worlds.rows, api: served,
      countsMail: variants.readsMail)
    let unfounded = try await grounding.unproven(declared, in: worlds.first)
    let excuses = ExcuseResolving(settings: settings, ground: ground, named: named)
    try excuses.checkAllowances()
    let skips = try excuses.skips()
    let families = FamilyRegistry.all.filter { family in
      (options.only.isEmpty || options.only.contains(family.name)) && !options.skip.contains(family.name)
    }
    return Stage(
      site: site, settings: settings, options: options, api: api,
      planner: planner,
      worlds: worlds, sequences: settings.lifecycle.isEmpty ? [:] : try await worlds.sequences(),
      replicas: LazyPair { try await making.again() }, ground: ground, families: families, allowances: allowances,
      skips: settings.skip.map { Skip(what: $0.what, reason: $0.reason) },
      unproven: Self.unproven(worlds, secrets, options, families, principals, named) + api.unproven(over: cache)
        + skips.unproven + stray + unfounded + site.provisioned.unproven,
      notes: api.notes + skips.notes)
  }

  private static func unproven(
    _ worlds: Worlds, _ secrets: [Secret], _ options: RunOptions, _ families: [any ProbeFamily.Type],
    _ asking: [Principal],
    _ named: [Principal]
  ) -> [Unproven] {
    var unproven = worlds.unplanted.map { Unproven("secret \($0.secret)", $0.why) }
    if secrets.isEmpty { unproven.append(Unproven("secrets", "none is declared: name them in [[secret]]")) }
    if !asking.contains(where: { $0.kind != .trusted }) {
      unproven.append(Unproven("principals", "nobody asks: name them in [[principal]]"))
    }
    let tried = Set(families.map { $0.name })
    let left = FamilyRegistry.all.map { $0.name }.filter { !tried.contains($0) }
    unproven += left.map { Unproven("family \($0)", "left out on the command line") }
    unproven += named.filter { principal in !asking.contains { $0.name == principal.name } }.map {
      Unproven("principal \($0.name)", "left out on the command line")
    }
    return unproven
  }

  /// The authenticator's way into a world.
  func session(in world: World) -> ConnectionInfo { worlds.info(world).user(api.authenticatorRole.value) }
}

extension Settings {
  /// The run's bounds: the program's own where the settings name none.
  var bounds: Limits {
    var bounds = Limits()
    bounds.calls = limits.calls ?? bounds.calls
    bounds.rows = limits.rows ?? bounds.rows
    bounds.pages = limits.pages ?? bounds.pages
    bounds.differences = limits.differences ?? bounds.differences
    return bounds
  }

  var allowances: [Allowance] {
    allow.map { entry in
      Allowance(
        secret: unquoted(entry.secret), principal: entry.principal, request: entry.request,
        tenant: entry.tenant.map { named in tenants.first { $0.key == named }?.label ?? named }, channel: entry.channel,
        reason: entry.reason, expires: entry.expires)
    }
  }

  /// `public."Mail Settings"` and `public.mail` are written as the secret's own name is.
  func unquoted(_ pattern: String) -> String {
    guard pattern != "*", let name = QualifiedName(parsing: pattern) else { return pattern }
    return name.description
  }

  /// The secrets that are declared to be sealed.
  func ciphertext(among secrets: [Secret]) -> Set<Secret> {
    Set(
      secrets.filter { secret in sealed.contains { $0.table == secret.relation && $0.columns.contains(secret.column) } }
    )
  }

  /// How many last characters of a secret a mask may show.
  func keptSuffixes(of secrets: [Secret]) -> [Secret: Int] {
    var suffixes: [Secret: Int] = [:]
    for (entry, allowance) in zip(allow, allowances) where entry.channel == "mask" {
      for secret in secrets where allowance.covers(secret) { suffixes[secret] = entry.suffix ?? 4 }
    }
    return suffixes
  }
}
