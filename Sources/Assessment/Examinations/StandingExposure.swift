internal import JSONText
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import SQLFiles
internal import SQLText

/// Looks for canaries in what the catalog tells every role: bodies, defaults, comments, statistics.
///
/// None of it has a table's rights. It needs a raw SQL session or a function that reads the catalog for its caller.
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
      for path in SQLFiles.paths(below: "exposures") {
        let sql = SQLFiles.text(path) ?? ""
        for sight in try await sights(of: sql, as: principal, on: connection)
        where known.insert("\(sight.secret) \(sight.object)").inserted {
          findings.append(finding(sight, principal, sql))
        }
      }
    }
    await connection.close()
    return findings
  }

  private struct Sight {
    var secret: Int
    var object: String
    var evidence: String
  }

  private var weakestOfEachRole: [Principal] {
    var roles: Set<String> = []
    return ground.principals.filter { $0.reach != nil }.sorted {
      ($0.reach ?? .owner, $0.name) < ($1.reach ?? .owner, $1.name)
    }
    .filter { roles.insert($0.role).inserted }
  }

  private func sights(of sql: String, as principal: Principal, on connection: Connection) async throws -> [Sight] {
    let claims = (principal.claims ?? .object([])).setting("role", .string(principal.role)).compact
    try await connection.run(script: "rollback; begin read only")
    try await connection.rows(
      "select set_config('role', \(bind: principal.role, as: .text), true), set_config('request.jwt.claims', \(bind: claims, as: .text), true)"
    )
    let answer = try await connection.answer(SQL(verbatim: sql))
    try await connection.run(script: "rollback")
    return (answer.rows?.cells ?? []).flatMap { cells in
      search.sightings(in: cells.last.flatMap(\.self) ?? "").map { sighting in
        let canary = ground.canaries[sighting.canary]
        let object = cells.first.flatMap(\.self) ?? "the catalog"
        let name = "\(canary.tenant ?? "row \(canary.row)")/\(ground.secrets[canary.secret].column)"
        return Sight(
          secret: canary.secret, object: object,
          evidence: "canary \(name) as \(sighting.encoding.rawValue) in \(object), for whoever has a raw SQL session")
      }
    }
  }

  private func finding(_ sight: Sight, _ principal: Principal, _ sql: String) -> Finding {
    let secret = ground.secrets[sight.secret]
    return Finding(
      id: StableIdentifier.text(of: ["catalog", secret.description, principal.name, sight.object]), family: "catalog",
      claim: .noStandingExposure, channel: .catalog, secret: secret, principal: principal,
      reach: principal.reach ?? .owner, alsoReads: [],
      request: HTTPRequest(method: "SQL", url: sql), setup: [], sql: [sql], door: .place(sight.object),
      evidence: sight.evidence,
      causes: [
        Cause(object: sight.object, fact: "the catalog is open to every role, whatever the rights on the table")
      ], repair: nil, count: 1)
  }
}
