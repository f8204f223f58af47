internal import Catalog
internal import Judgement
internal import PostgREST
internal import Probes
internal import SQLText

/// Reads what Supabase serves beside PostgREST under the same token: Storage lists `storage.objects`, Realtime hands out
/// `realtime.messages`, both as the token's role and through row security.
struct SiblingServices: Sendable {
  let stage: Stage
  let inquiry: Inquiry
  private static let schemas: [Identifier] = ["storage", "realtime"]

  func findings() async throws -> [Finding] {
    let beside = Self.schemas.filter { schema in
      !stage.ground.api.schemas.contains(schema)
        && stage.ground.rows.tables.contains { $0.name.schema == schema && !$0.rows.isEmpty }
    }
    guard !beside.isEmpty else { return [] }
    var api = stage.ground.api
    api.schemas += beside
    let cache = SchemaCache(catalog: stage.ground.catalog, settings: api)
    var sibling = inquiry
    sibling.planner = Planner(cache: cache, settings: api, facts: stage.planner.facts)
    sibling.ground = Ground(
      catalog: stage.ground.catalog, cache: cache, api: api, secrets: stage.ground.secrets,
      canaries: stage.ground.canaries, principals: stage.ground.principals, rows: stage.ground.rows,
      tenants: stage.ground.tenants)
    let relations = sibling.ground.relations.filter { beside.contains($0.name.schema) }
    let drafts = relations.map { Draft(sibling.ground.read($0), items: [.relation($0.name)]) }
    return try await sibling.put(Plan(drafts, of: WholeRows.name, on: sibling.ground)).findings
  }
}
