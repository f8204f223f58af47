internal import Catalog
internal import JSONText
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import SQLFiles
internal import SQLText

/// Looks for canaries in what a raw SQL session shows beside the API: what the catalog tells every role (bodies, defaults,
/// comments, statistics), large objects, and the relations of schemas that are not exposed: queues, logs, copies.
struct StandingExposure: Sendable {
  let ground: Ground
  let search: CanarySearch
  /// The authenticator's way into the first world.
  let session: ConnectionInfo

  func findings() async throws -> [Finding] {
    let connection = try await Connection(session)
    var findings: [Finding] = []
    var known: Set<String> = []
    for principal in weakestOfEachRole {
      for look in Self.catalogLooks + unexposed(to: principal) {
        for sight in try await sights(through: look, as: principal, on: connection)
        where known.insert("\(sight.secret) \(sight.door)").inserted {
          findings.append(finding(sight, principal, look.sql))
        }
      }
    }
    await connection.close()
    return findings
  }

  /// Reads of the relations outside the API that a role may select from, whole or some columns.
  private func unexposed(to principal: Principal) -> [Look] {
    let rights = RoleRights(principal.role, in: ground.catalog)
    return ground.catalog.relations.filter { relation in
      !ground.api.schemas.contains(relation.name.schema) && !Self.ownSchemas.contains(relation.name.schema)
        && relation.kind != .compositeType && relation.kind != .sequence
    }.compactMap { relation in
      let isWhole = rights.owns(relation.owner) || rights.grantee(of: .select, in: relation.access) != nil
      let columns = relation.columns.filter { isWhole || rights.grantee(of: .select, in: $0.access) != nil }
      guard !columns.isEmpty else { return nil }
      let listed = columns.map { Identifier($0.name).description }.joined(separator: ", ")
      return Look(
        sql: "select null, jsonb_build_array(\(listed))::text from \(relation.name) limit 1000",
        door: .relation(relation.name))
    }
  }

  /// Postgres' own: what they show of the project stands in the exposures.
  private static let ownSchemas: Set<Identifier> = ["pg_catalog", "information_schema", "pg_toast"]

  /// A query of two columns: the name of a place, and what stands there.
  private struct Look {
    var sql: String
    /// Where all of its rows stand; nil where each names its place.
    var door: Door?
  }

  private static let catalogLooks = SQLFiles.paths(below: "exposures").compactMap { SQLFiles.text($0) }.map {
    Look(sql: $0)
  }

  private struct Sight {
    var secret: Int
    var door: Door
    var evidence: String
  }

  private var weakestOfEachRole: [Principal] {
    var roles: Set<String> = []
    return ground.principals.filter { $0.reach != nil }.sorted {
      ($0.reach ?? .owner, $0.name) < ($1.reach ?? .owner, $1.name)
    }
    .filter { roles.insert($0.role).inserted }
  }

  private func sights(
    through look: Look, as principal: Principal, on connection: Connection
  ) async throws -> [Sight] {
    let claims = (principal.claims ?? .object([])).setting("role", .string(principal.role)).compact
    try await connection.run(script: "rollback; begin read only")
    try await connection.rows(
      "select set_config('role', \(bind: principal.role, as: .text), true), set_config('request.jwt.claims', \(bind: claims, as: .text), true)"
    )
    let answer = try await connection.answer(SQL(verbatim: look.sql))
    try await connection.run(script: "rollback")
    return (answer.rows?.cells ?? []).flatMap { cells in
      search.sightings(in: cells.last.flatMap(\.self) ?? "").map { sighting in
        let canary = ground.canaries[sighting.canary]
        let door = look.door ?? .place(cells.first.flatMap(\.self) ?? "the catalog")
        let name = "\(canary.tenant ?? "row \(canary.row)")/\(ground.secrets[canary.secret].column)"
        return Sight(
          secret: canary.secret, door: door,
          evidence: "canary \(name) as \(sighting.encoding.rawValue) in \(door), for whoever has a raw SQL session")
      }
    }
  }

  private func finding(_ sight: Sight, _ principal: Principal, _ sql: String) -> Finding {
    let secret = ground.secrets[sight.secret]
    return Finding(
      id: StableIdentifier.text(of: ["catalog", secret.description, principal.name, sight.door.description]),
      family: "catalog", claim: .noStandingExposure, channel: .catalog, secret: secret, principal: principal,
      reach: principal.reach ?? .owner, alsoReads: [],
      request: HTTPRequest(method: "SQL", url: sql), setup: [], sql: [sql], door: sight.door,
      evidence: sight.evidence,
      causes: [], repair: nil, count: 1)
  }
}
