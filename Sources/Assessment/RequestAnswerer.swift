internal import Catalog
package import Execution
internal import JSONText
internal import Judgement
package import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
package import Settings

/// Answers requests by hand, over the project's own database and seeds.
///
/// With a run's seed the canaries of that run are planted, so that a finding can be replayed.
package actor RequestAnswerer {
  private let settings: ProjectSettings
  private let project: ProjectServer
  private let planner: Planner
  private let database: Database
  /// Puts values in the places of their names, where a run's canaries are planted.
  private let redaction: Redaction?
  private var answering: Answering

  /// - Throws: whatever keeps the database from being made, or the authenticator from logging in.
  package static func open(
    _ settings: ProjectSettings, _ options: RunOptions = RunOptions(),
    tell: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> RequestAnswerer {
    tell(.starting)
    let project = try await ProjectServer.open(settings, options, tell: tell)
    do {
      guard let seed = options.seed else { return try await RequestAnswerer(settings, project) }
      let prepared = try await PreparedRun.set(project, settings, options, seed: seed, tell: tell)
      return try await RequestAnswerer(
        settings, project, prepared.stage.planner, prepared.stage.worlds.first, redaction: prepared.redaction)
    } catch {
      await project.close()
      throw error
    }
  }

  private init(_ settings: ProjectSettings, _ project: ProjectServer) async throws {
    let connection = try await project.provisioned.database.connect()
    let api = try await settings.api(on: connection)
    let facts = try await SessionFacts.read(connection, authenticator: api.authenticatorRole.value)
    await connection.close()
    let planner = Planner(
      cache: SchemaCache(catalog: project.catalog, settings: api.served), settings: api.served, facts: facts)
    try await self.init(settings, project, planner, project.provisioned.database)
  }

  private init(
    _ settings: ProjectSettings, _ project: ProjectServer, _ planner: Planner, _ database: Database,
    redaction: Redaction? = nil
  ) async throws {
    self.redaction = redaction
    self.settings = settings
    self.project = project
    self.planner = planner
    self.database = database
    answering = Answering(
      planner: planner, connection: try await database.connect(as: planner.settings.authenticatorRole))
  }

  /// - Throws: ``ConnectionFailure`` when no connection can be had any more.
  package func answer(_ request: HTTPRequest, as caller: Caller) async throws -> Answering.Exchanged {
    let exchanged = try await answering.answer(redaction?.restored(request) ?? request, by: caller)
    if exchanged.lostConnection {
      // A request that kills its backend costs only itself.
      answering = Answering(
        planner: planner, connection: try await database.connect(as: planner.settings.authenticatorRole))
    }
    return exchanged
  }

  /// The caller of a principal's name, or of a role's where no principal has it.
  ///
  /// - Throws: ``SettingsError`` with the nearest name.
  package nonisolated func caller(named name: String?) throws(SettingsError) -> Caller {
    guard let name else { return Caller(role: anonRole) }
    if let entry = settings.principals.first(where: { $0.name == name }) {
      return Caller(
        role: entry.role, claims: entry.claims, headers: entry.headers.map { Header($0.name, $0.value) })
    }
    if project.catalog.role(name) != nil {
      return Caller(role: name, claims: name == planner.settings.anonRole ? nil : [:])
    }
    let names = settings.principals.map(\.name) + project.catalog.roles.map(\.name)
    let nearest = NearestName.of(name, among: names).map { ": did you mean \($0)?" } ?? ""
    throw SettingsError(message: "no principal and no role is called \(name)\(nearest)")
  }

  package nonisolated var anonRole: String { planner.settings.anonRole ?? "anon" }

  package func close() async { await project.close() }
}
