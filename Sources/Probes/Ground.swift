package import Catalog
package import JSONText
package import PostgREST
package import SQLText

/// What a family may know when it makes its requests.
package struct Ground: Sendable {
  package var catalog: CatalogSnapshot
  package var cache: SchemaCache
  package var api: APISettings
  package var secrets: [Secret]
  package var canaries: [Canary]
  package var principals: [Principal]
  package var rows: RowSample
  package var tenants: [Tenant]
  /// How much is tried of what could be tried without end.
  package var limits = Limits()
  /// Writes that principals were let do, and that may open a door for their next request.
  package var permittedWrites: [PermittedWrite] = []
  /// Exposed relations in order of name.
  package let relations: [ExposedRelation]
  /// Exposed functions in order of name, overloads by their number of parameters.
  package let routines: [Routine]
  /// What each relation and function may read.
  package let reach: ReachIndex
  /// What writes and calls set off.
  let writes: WriteIndex
  /// What each exposed function does with its parameters.
  package let uses: [OID: ParameterUses]

  package init(
    catalog: CatalogSnapshot, cache: SchemaCache, api: APISettings, secrets: [Secret], canaries: [Canary],
    principals: [Principal], rows: RowSample, tenants: [Tenant] = []
  ) {
    self.catalog = catalog
    self.cache = cache
    self.api = api
    self.secrets = secrets
    self.canaries = canaries
    self.principals = principals
    self.rows = rows
    self.tenants = tenants
    relations = cache.relations.values.sorted { $0.name < $1.name }
    routines = cache.routines.sorted { $0.key < $1.key }.flatMap(\.value)
    reach = ReachIndex(catalog)
    writes = WriteIndex(catalog, reach: reach)
    var reading = ParameterReading(catalog, reach: reach)
    uses = Dictionary(routines.map { ($0.oid, reading.uses(of: $0)) }) { first, _ in first }
  }

  /// The profile header that a request for this schema needs; nil for the first exposed one.
  package func profile(_ schema: Identifier) -> String? { schema == api.schemas.first ? nil : schema.name }

  /// A read of an exposed relation, with the profile header that its schema needs.
  package func read(
    _ relation: ExposedRelation, select: [SelectItem]? = nil, filters: [Filter] = [], logic: [LogicFilter] = [],
    order: [Ordering] = [], ranges: [RowRange] = [], prefer: Preferences = Preferences(), accept: String? = nil
  ) -> Request {
    .read(
      relation.name.name.name, select: select, filters: filters, logic: logic, order: order, ranges: ranges,
      prefer: prefer,
      accept: accept, profile: profile(relation.name.schema))
  }

  /// A call by GET.
  package func call(_ routine: Routine, _ arguments: [Request.Argument]) -> Request {
    .call(routine.name.name.name, arguments, profile: profile(routine.name.schema))
  }

  /// A call by POST.
  package func call(_ routine: Routine, posting body: JSONValue) -> Request {
    .call(routine.name.name.name, posting: body, profile: profile(routine.name.schema))
  }
}

/// Bounds of a run: where one cuts what could have opened a door, the run says so and proves nothing.
package struct Limits: Hashable, Sendable {
  /// Calls of one function that may show a secret, by each method.
  package var calls = 600
  /// Rows of one table from which arguments are taken.
  package var rows = 240
  /// Pages of one answer that `max_rows` cuts.
  package var pages = 40
  /// Answers that differ between the worlds and are asked for again.
  package var differences = 4_000

  package init() {}
}
