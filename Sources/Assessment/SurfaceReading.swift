package import PostgREST
internal import Postgres
internal import Provisioning
internal import Settings

extension Assessment {
  /// What PostgREST would serve of the provisioned database; nothing is planted or probed.
  package func surface() async throws -> Surface {
    let site = try await Site.open(settings, options, tell: tell)
    do {
      let connection = try await site.provisioned.database.connect()
      let api = try await settings.api(on: connection).served
      await connection.close()
      await site.close()
      return Surface(catalog: site.catalog, settings: api)
    } catch {
      await site.close()
      throw error
    }
  }
}
