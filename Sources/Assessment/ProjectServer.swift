internal import Catalog
internal import Introspection
internal import Postgres
package import Provisioning
internal import SQLAnswers
internal import SQLText
package import Settings

/// A server with the project's database on it.
package struct ProjectServer: Sendable {
  let server: any DatabaseServer
  package let provisioned: Provisioned
  let catalog: CatalogSnapshot
  let catalogFingerprint: String
  /// `sha256:…` of the settings file; nil without one.
  let settingsDigest: String?
  /// Numbers the stages that are set here.
  let stages = StageCounter()

  package static func open(
    _ settings: ProjectSettings, _ options: RunOptions, tell: @escaping @Sendable (Progress) -> Void
  ) async throws -> ProjectServer {
    let server = try await start(settings, options, tell: tell)
    do {
      tell(.provisioning)
      let provisioner = Provisioner(server: server, recipe: settings.database, bestEffort: options.bestEffort)
      let provisioned = try await provisioner.provision()
      let connection = try await provisioned.database.connect()
      let catalog = try await CatalogReader.read(connection)
      let fingerprint = try await CatalogReader.fingerprint(of: catalog, on: connection)
      let digest = try await settings.digest(on: connection)
      await connection.close()
      return ProjectServer(
        server: server, provisioned: provisioned, catalog: catalog, catalogFingerprint: fingerprint,
        settingsDigest: digest)
    } catch {
      await server.stop()
      throw error
    }
  }

  private static func start(
    _ settings: ProjectSettings, _ options: RunOptions, tell: @escaping @Sendable (Progress) -> Void
  ) async throws -> any DatabaseServer {
    if let uri = options.database {
      let server = try await GivenServer(uri: uri)
      for line in server.removed { tell(.note(line)) }
      return server
    }
    EphemeralServer.forgetEnvironment()
    return try await EphemeralServer.start(
      EphemeralServer.Options(
        binaries: options.postgres ?? settings.postgres, template: Provisioner.template(for: settings.database),
        keep: options.keep, tell: { tell(.note("trespass: \($0)")) }))
  }

  /// The API's settings as the project's own database has them; nobody may be connected to it when worlds are made of it.
  func api(of settings: ProjectSettings) async throws -> ConfiguredAPI {
    let connection = try await provisioned.database.connect()
    let api = try await settings.api(on: connection)
    await connection.close()
    return api
  }

  /// Stops the server, or says how to reach it where it is to stay.
  package func close(tell: @Sendable (Progress) -> Void = { _ in }) async {
    if let instructions = server.keepInstructions { tell(.note(instructions)) }
    await server.stop()
  }
}

extension ProjectSettings {
  /// The server hashes, so that the program needs no cryptography for it.
  fileprivate func digest(on connection: Connection) async throws -> String? {
    guard file != nil else { return nil }
    let hash = try await connection.rows("select encode(sha256(convert_to(\(bind: text, as: .text), 'UTF8')), 'hex')")
      .scalar
    return hash.map { "sha256:\($0)" }
  }
}
