import Catalog
import JSONText
import PostgREST
import Probes
import SQLText

/// A database made by hand with everything that a family may know of it: the one place here that puts the two together.
struct SmallWorld {
  var catalog = SmallCatalog()
  var secrets: [Secret] = []
  var canaries: [Canary] = []
  var principals: [Principal] = []
  var tenants: [Tenant] = []
  /// Rows by their table's name.
  var rows: [String: [JSONValue]] = [:]

  var sample: RowSample {
    RowSample(
      tables: rows.map { .init(name: SmallCatalog.parsed($0), rows: $1) }.sorted { $0.name < $1.name })
  }

  private var context: ProbeContext {
    var settings = APISettings()
    settings.schemas = ["public"]
    settings.authenticatorRole = "authenticator"
    let surface = Surface(catalog: catalog.snapshot, settings: settings)
    let population = Population(
      of: catalog.snapshot, secrets: secrets, canaries: canaries, principals: principals, rows: sample,
      tenants: tenants)
    return ProbeContext(surface: surface, readings: Readings(of: surface), population: population)
  }

  private func routine(_ name: String, in context: ProbeContext) -> Routine? {
    context.surface.routines.first { $0.name == SmallCatalog.parsed(name) }
  }

  /// The calls of an exposed function, in the order in which they are tried, as their bodies are written.
  func calls(of name: String) -> [String] {
    let context = context
    return routine(name, in: context).map { context.arguments.calls(of: $0).map(\.body.compact) } ?? []
  }

  /// What the source of an exposed function does with one of its parameters.
  func use(of parameter: String, in name: String) -> ParameterUses.Use? {
    let context = context
    return routine(name, in: context).flatMap { context.readings.uses[$0.oid]?.byName[parameter] }
  }

  /// The other identities that somebody named can take.
  func identities(known: [String: Set<String>] = [:]) -> [Principal] {
    IdentityVariants(context, known: known).principals()
  }
}
