package import Postgres
internal import SQLAnswers
internal import SQLText

/// Makes databases from a recipe on one server.
package struct Provisioner: Sendable {
  package var server: any DatabaseServer
  package var recipe: Recipe
  /// Whether a refused migration statement is passed over and recorded.
  package var bestEffort: Bool

  package init(server: any DatabaseServer, recipe: Recipe, bestEffort: Bool = false) {
    self.server = server
    self.recipe = recipe
    self.bestEffort = bestEffort
  }

  /// The cluster to start from: the baseline applied once and cached.
  package static func template(for recipe: Recipe) -> ServerTemplate {
    let scripts = recipe.baselineScripts
    guard !scripts.isEmpty else { return ServerTemplate(name: "initdb", key: "", prepare: nil) }
    return ServerTemplate(name: recipe.baseline.rawValue, key: scripts.map(\.text).joined(separator: "\n")) { info in
      try await Recipe.apply(scripts, on: info)
    }
  }

  /// Applies the migrations, runs the seeds and refreshes the statistics.
  ///
  /// - Throws: ``ScriptError`` for the first refused statement, unless `bestEffort`.
  package func provision() async throws -> Provisioned {
    if server.templateKey != Self.template(for: recipe).key {
      try await Recipe.apply(recipe.baselineScripts, on: server.info)
    }
    let (records, statements) = try await run(recipe.migrations, on: server.info)
    let seeded = try await seed(server.main)
    return Provisioned(
      database: server.main, migrations: records + seeded.records, statements: statements, slots: seeded.slots)
  }

  /// Runs the seeds, once for all worlds; one may ask for its secrets with `trespass.canary('slot')`.
  private func seed(_ database: Database) async throws -> (records: [MigrationRecord], slots: [CanarySlot]) {
    guard !recipe.seeds.isEmpty else { return ([], []) }
    let asksForCanaries = try recipe.seeds.flatMap(ScriptFile.read).contains { $0.text.contains("trespass.canary") }
    let canaries = asksForCanaries ? CanaryFunction(world: "template") : nil
    try await canaries?.create(on: database.info)
    let (records, _) = try await run(recipe.seeds, on: database.info)
    return (records, try await canaries?.drop(on: database.info) ?? [])
  }

  /// Runs scripts in one database, then refreshes the statistics that plans and estimated counts rest on.
  private func run(
    _ scripts: [Script], on info: ConnectionInfo
  ) async throws -> ([MigrationRecord], [MigrationStatement]) {
    let sessions = RoleSessions(info)
    let elevation = recipe.baseline == .supabase ? Elevation(sessions) : nil
    let superuser = try await sessions.superuser().rows("select current_user").scalar ?? ""
    var results: [ScriptRunner.Result] = []
    for file in try scripts.flatMap(ScriptFile.read) {
      // Only now: the role that owns may be one that an earlier file made.
      let owner = try await owner(in: sessions, superuser: superuser)
      let runner = ScriptRunner(
        sessions: sessions, owner: owner, superuser: superuser, bestEffort: bestEffort, elevation: elevation)
      results.append(try await runner.run(file))
    }
    try await sessions.superuser().analyze()
    await sessions.close()
    return (results.map(\.record), results.flatMap(\.statements))
  }

  private func owner(in sessions: RoleSessions, superuser: String) async throws -> String {
    if let owner = recipe.owner { return owner }
    let roles = try await sessions.superuser().rows("select from pg_roles where rolname = 'postgres'")
    return recipe.baseline == .supabase && !roles.isEmpty ? "postgres" : superuser
  }
}
