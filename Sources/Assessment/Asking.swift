internal import Catalog
internal import Execution
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
internal import Settings

/// Who asks in a run, and over which surface.
struct Asking: Sendable {
  private let surface: Surface
  private let population: Population
  private let limits: Limits
  /// The principals of the settings.
  let declared: [Principal]
  /// Those and whoever sends no token, whether they ask in this run or not.
  let named: [Principal]

  /// - Throws: ``SettingsError`` for a role that does not exist.
  init(
    _ settings: ProjectSettings, _ options: RunOptions, _ catalog: CatalogSnapshot, _ api: APISettings,
    _ secrets: [Secret], _ worlds: Worlds
  ) throws(SettingsError) {
    let tenants = settings.knownTenants
    declared = try catalog.principals(
      from: settings.principals, tenants: tenants, anonRole: api.anonRole ?? "anon", rows: worlds.rows)
    named = declared + catalog.anybody(beside: declared, anonRole: api.anonRole)
    let asking = named.filter {
      $0.kind == .trusted || options.principals.isEmpty || options.principals.contains($0.name)
    }
    surface = Surface(catalog: catalog, settings: api)
    population = Population(
      of: catalog, secrets: secrets, canaries: worlds.canaries, principals: asking, rows: worlds.rows, tenants: tenants)
    limits = settings.bounds
  }

  /// What the families may know, once the identities are added that somebody can take.
  func context(in worlds: Worlds) async throws -> (ProbeContext, Planner) {
    let connection = try await worlds.first.connect()
    let facts = try await SessionFacts.read(connection, authenticator: surface.settings.authenticatorRole)
    await connection.close()
    let planner = Planner(cache: surface.cache, settings: surface.settings, facts: facts)
    let context = ProbeContext(
      surface: surface, readings: Readings(of: surface), population: population, limits: limits)
    let target = DatabaseTarget((worlds.first, worlds.second), planner: planner)
    let known = try await KnownTexts.read(from: target, in: context)
    let identities = FamilyRegistry.all.flatMap { $0.identities(in: context, known: known) }
    return (context.populated(by: population.asked(by: population.principals + identities)), planner)
  }

  /// Who and what does not ask, though it should.
  func unproven(_ families: [any ProbeFamily.Type]) -> [Unproven] {
    var unproven: [Unproven] = []
    if !population.principals.contains(where: { $0.kind != .trusted }) {
      unproven.append(Unproven("principals", "nobody asks: name them in [[principal]]"))
    }
    let tried = Set(families.map { $0.name })
    unproven += FamilyRegistry.all.map { $0.name }.filter { !tried.contains($0) }.map {
      Unproven("family \($0)", "left out on the command line")
    }
    let asking = Set(population.principals.map(\.name))
    return unproven
      + named.filter { !asking.contains($0.name) }.map {
        Unproven("principal \($0.name)", "left out on the command line")
      }
  }
}
