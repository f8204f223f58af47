/// A private Postgres on a Unix socket, gone with the program that started it.
package final class EphemeralServer: DatabaseServer {
  /// The superuser's name on Supabase, where `postgres` is an ordinary role.
  package static let superuser = "supabase_admin"

  package struct Options: Sendable {
    /// The folder of the server binaries; nil to look for one.
    package var binaries: String?
    package var template: ServerTemplate?
    /// Whether the server outlives the program.
    package var keep: Bool
    /// Where prepared clusters are kept; nil for the user's cache folder.
    package var cache: String?
    /// Gets a sentence for the person at the terminal: what was found damaged and made again.
    package var tell: @Sendable (String) -> Void

    package init(
      binaries: String? = nil, template: ServerTemplate? = nil, keep: Bool = false, cache: String? = nil,
      tell: @escaping @Sendable (String) -> Void = { _ in }
    ) {
      self.binaries = binaries
      self.template = template
      self.keep = keep
      self.cache = cache
      self.tell = tell
    }
  }

  package let info: ConnectionInfo
  package let database = "postgres"
  package let templateKey: String?
  private let run: ServerRun
  private let keep: Bool

  /// Starts a server from the cached template, filling the cache first where it lacks the template.
  ///
  /// - Throws: ``ServerStartError``, with what the server or `initdb` said.
  package static func start(_ options: Options = Options()) async throws -> EphemeralServer {
    let user = try ServerUser.forServer()
    let cluster = Cluster(binaries: try ServerBinaries.find(explicit: options.binaries), user: user)
    await RunFolder.tidy(for: user)
    let run = try ServerRun(of: cluster)
    do {
      try await ClusterPreparation(
        run: run, cluster: cluster, template: options.template,
        cache: CacheFolder.open(at: options.cache, tell: options.tell), tell: options.tell
      ).start()
      return EphemeralServer(run, templateKey: options.template?.key, keep: options.keep)
    } catch {
      await run.end()
      throw error
    }
  }

  private init(_ run: ServerRun, templateKey: String?, keep: Bool) {
    self.run = run
    self.templateKey = templateKey
    self.keep = keep
    info = run.info
  }

  package var keepInstructions: String? {
    guard keep else { return nil }
    return """
      The server was left running. Reach it:  psql -h \(run.folder.path) -U \(Self.superuser) \(database)
      Stop it and remove its folder:  kill -INT $(head -n 1 \(run.folder.data)/postmaster.pid)
      """
  }

  private var maintenance: ConnectionInfo { info.database("template1") }

  /// Takes out of the environment what would say how a private server runs, before one is started: it inherits the rest.
  package static func forgetEnvironment() { ConnectionInfo.forgetEnvironment() }

  package func clone(_ source: Database, as name: String) async throws -> Database {
    try await DatabaseCopy(of: source.name, as: name).make(on: maintenance)
    return Database(name, at: info)
  }

  package func drop(_ database: Database) async throws {
    try await DatabaseCopy.drop(database.name, on: maintenance)
  }

  package func stop() async {
    if keep {
      run.keep()
    } else {
      await run.end()
    }
  }
}
