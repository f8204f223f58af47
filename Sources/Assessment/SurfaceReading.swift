package import PostgREST
internal import Postgres
internal import Provisioning
internal import Settings

extension Assessment {
  /// What PostgREST would serve of the provisioned database; nothing is planted or probed.
  package func surface() async throws -> Surface {
    let project = try await ProjectServer.open(settings, options, tell: tell)
    do {
      let connection = try await project.provisioned.database.connect()
      let api = try await settings.api(on: connection).served
      await connection.close()
      await project.close()
      return Surface(catalog: project.catalog, settings: api)
    } catch {
      await project.close()
      throw error
    }
  }
}
