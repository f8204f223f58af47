import Assessment
import Catalog
import Introspection
import PostgREST
import Postgres
import Probes
import Provisioning
import SQLText
import Settings

/// Seconds from the catalog to a plan, over one schema.
struct PlanningMeasurement {
  var relations = 0
  var relationships = 0
  var probes = 0
  /// Reading the catalog, building the schema cache, planning every family for six principals.
  var reading = 0.0
  var exposing = 0.0
  var planning = 0.0

  var total: Double { reading + exposing + planning }

  /// - Parameter script: SQL that makes the schema `api`, run by the superuser.
  static func take(script: String) async throws -> PlanningMeasurement {
    var settings = ProjectSettings()
    settings.database = Recipe(baseline: .none, migrations: [Script(path: script, role: .superuser)])
    let project = try await ProjectServer.open(settings, RunOptions()) { _ in }
    var measured = PlanningMeasurement()
    var start = RunClock.now
    let connection = try await project.provisioned.database.connect()
    let catalog = try await CatalogReader.read(connection)
    await connection.close()
    measured.reading = start.elapsed
    start = RunClock.now
    var api = APISettings()
    api.schemas = catalog.schemas.map(\.name).filter { ["api", "public"].contains($0) }
    let surface = Surface(catalog: catalog, settings: api)
    measured.exposing = start.elapsed
    start = RunClock.now
    let principals = (1...6).map { Principal(name: "p\($0)", kind: .member, role: "member") }
    let context = ProbeContext(
      surface: surface, readings: Readings(of: surface), population: Population(of: catalog, principals: principals))
    measured.probes = Plan.of(FamilyRegistry.all, in: context).count
    measured.planning = start.elapsed
    (measured.relations, measured.relationships) = (surface.relations.count, surface.cache.relationships.count)
    await project.close()
    return measured
  }
}
