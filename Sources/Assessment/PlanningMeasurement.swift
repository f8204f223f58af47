internal import Catalog
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
internal import SQLText

/// Seconds from the catalog to a plan, over one schema.
package struct PlanningMeasurement: Sendable {
  package var relations = 0
  package var relationships = 0
  package var probes = 0
  /// Reading the catalog, building the schema cache, planning every family for six principals.
  package var reading = 0.0
  package var exposing = 0.0
  package var planning = 0.0

  package var total: Double { reading + exposing + planning }

  /// - Parameter script: SQL that makes the schema `api`, run by the superuser.
  package static func take(script: String) async throws -> PlanningMeasurement {
    var settings = Settings()
    settings.database = Recipe(baseline: .none, migrations: [Script(path: script, role: .superuser)])
    let site = try await Site.open(settings, RunOptions()) { _ in }
    var measured = PlanningMeasurement()
    var start = Moment.now
    let connection = try await Connection(site.provisioned.info)
    let catalog = try await CatalogReader.read(connection)
    await connection.close()
    measured.reading = start.elapsed
    start = Moment.now
    var api = PostgREST.APISettings()
    api.schemas = catalog.schemas.map(\.name).filter { ["api", "public"].contains($0) }
    let cache = SchemaCache(catalog: catalog, settings: api)
    measured.exposing = start.elapsed
    start = Moment.now
    let principals = (1...6).map { Principal(name: "p\($0)", kind: .member, role: "member") }
    let ground = Ground(
      catalog: catalog, cache: cache, api: api, secrets: [], canaries: [], principals: principals, rows: RowSample())
    measured.probes = Plan.of(FamilyRegistry.all, on: ground).count
    measured.planning = start.elapsed
    (measured.relations, measured.relationships) = (cache.relations.count, cache.relationships.count)
    await site.close()
    return measured
  }
}
