internal import Catalog
internal import Execution
internal import Introspection
internal import JSONText
internal import Judgement
internal import PostgREST
package import Postgres
internal import Probes
internal import Provisioning
package import Rounds
internal import SQLAnswers
internal import SQLFiles
internal import SQLText

/// Looks for canaries in what a raw SQL session shows beside the API: what the catalog tells every role (bodies, defaults,
/// comments, statistics), large objects, and the relations of schemas that are not exposed: queues, logs, copies.
package struct StandingExposure: Examination {
  package static let name = "catalog"
  package static let summary =
    "reads, as each role, what the catalog and unexposed schemas show to a raw SQL session"
  package static let rationale = """
    Bodies of functions, defaults, comments, policies, trigger arguments and settings are catalog text that every role \
    may read, and statistics list the values of columns that it may select. PostgREST shows none of them by itself; who \
    can log in as the role does see them. Keep secrets out of SQL text, and revoke what an unexposed schema grants to \
    PUBLIC. Whether it fails the run is said by [api].raw_sql.
    """
  private let context: ProbeContext
  private let search: CanarySearch
  private let database: Database
  private let authenticator: String

  /// - Parameter database: the first world, or a copy of it.
  package init(_ run: ProbeRun, in database: Database, as authenticator: String) {
    (context, search) = (run.context, run.search)
    (self.database, self.authenticator) = (database, authenticator)
  }

  package static func examine(_ subject: ExaminationSubject) async throws -> Examined {
    let exposure = StandingExposure(subject.run, in: subject.stage.worlds.first, as: subject.stage.authenticator)
    var examined = try await exposure.examine()
    let causes = CauseFinder(catalog: subject.run.context.surface.catalog, statements: subject.run.terms.statements)
    for index in examined.findings.indices {
      let finding = examined.findings[index]
      examined.findings[index].causes = causes.causes(
        of: finding.door, for: finding.principal.role, secret: finding.secret.relation, through: .catalog)
    }
    // What only a raw SQL session could not look at fails nobody's API.
    if !subject.countsRawSQL { examined.unproven = [] }
    return examined
  }

  /// One finding for each place and table with secrets: a session of SQL that sees one row of a place sees them all.
  package func examine() async throws -> Examined {
    let connection = try await database.connect(as: authenticator)
    var result = Examined()
    var sights: [DoorOfTable: [Sight]] = [:]
    for principal in weakestOfEachRole {
      for look in Self.catalogLooks + unexposed(to: principal) {
        let seen = try await self.sights(through: look, as: principal, on: connection)
        result.unproven += seen.unproven
        for sight in seen.sights { sights[sight.place(among: context.population.secrets), default: []].append(sight) }
      }
    }
    await connection.close()
    result.findings = sights.values.map(finding).sorted()
    result.unproven = result.unproven.uniqued { $0 }
    return result
  }

  /// Reads of the relations outside the API that a role may select from, whole or some columns.
  private func unexposed(to principal: Principal) -> [Look] {
    let rights = RoleRights(principal.role, in: context.surface.catalog)
    return context.surface.catalog.relations.filter { relation in
      !context.surface.settings.schemas.contains(relation.name.schema)
        && !Self.ownSchemas.contains(relation.name.schema)
        && relation.kind != .compositeType && relation.kind != .sequence
    }.compactMap { relation in
      let isWhole = rights.owns(relation.owner) || rights.grantee(of: .select, in: relation.access) != nil
      let columns = relation.columns.filter { isWhole || rights.grantee(of: .select, in: $0.access) != nil }
      guard !columns.isEmpty else { return nil }
      let listed = columns.map { Identifier($0.name).description }.joined(separator: ", ")
      return Look(
        sql: "select null, jsonb_build_array(\(listed))::text from \(relation.name)",
        door: .relation(relation.name))
    }
  }

  /// Postgres' own: what they show of the project stands in the exposures.
  private static let ownSchemas: Set<Identifier> = ["pg_catalog", "information_schema", "pg_toast"]

  /// A query that gives the name of a place and what stands there a row, and may say what leaves it: how a statement begins,
  /// and the names in it.
  private struct Look {
    var sql: String
    /// Where all of its rows stand; nil where each names its place.
    var door: Door?
    var kind = Place.Kind.text

    func door(of cells: [String?]) -> Door {
      if let door { return door }
      let lists = cells.dropFirst(2).compactMap { $0.map { ArrayText.elements(of: $0).compactMap(\.self) } }
      return .place(
        Place(
          cells[0] ?? "the catalog", kind: kind,
          origin: lists.count == 2 ? Place.Origin(beginnings: lists[0], names: lists[1]) : nil))
    }
  }

  private static let catalogLooks = SQLFiles.paths(below: "exposures").compactMap { path in
    SQLFiles.text(path).map { Look(sql: $0, kind: kinds[path] ?? .text) }
  }

  /// Files of places that are no texts of the catalog.
  private static let kinds: [String: Place.Kind] = [
    "exposures/large_objects.sql": .largeObject, "exposures/statistics.sql": .statistics,
  ]

  /// Where what is seen is one finding.
  private struct DoorOfTable: Hashable {
    var door: Door
    var table: QualifiedName
  }

  private struct Sight {
    /// Index into the run's canaries.
    var canary: Int
    var secret: Int
    var encoding: Encoding
    var door: Door
    var principal: Principal
    var sql: String

    func place(among secrets: [Secret]) -> DoorOfTable { DoorOfTable(door: door, table: secrets[secret].relation) }
  }

  private var weakestOfEachRole: [Principal] {
    var roles: Set<String> = []
    return context.population.principals.filter { $0.reach != nil }.sorted {
      ($0.reach ?? .owner, $0.name) < ($1.reach ?? .owner, $1.name)
    }
    .filter { roles.insert($0.role).inserted }
  }

  private func sights(
    through look: Look, as principal: Principal, on connection: Connection
  ) async throws -> (sights: [Sight], unproven: [Unproven]) {
    let claims = (principal.claims ?? .object([])).setting("role", .string(principal.role)).compact
    try await connection.run(script: "rollback; begin read only")
    try await connection.rows(
      "select set_config('role', \(bind: principal.role, as: .text), true), set_config('request.jwt.claims', \(bind: claims, as: .text), true)"
    )
    let place = look.door?.description ?? "the catalog (\(look.sql.prefix { !$0.isNewline }))"
    var sights: [Sight] = []
    let problem = try await read(look, on: connection) { cells in
      sights += search.sightings(in: cells[1] ?? "").map { sighting in
        Sight(
          canary: sighting.canary, secret: context.population.canaries[sighting.canary].secret,
          encoding: sighting.encoding, door: look.door(of: cells), principal: principal, sql: look.sql)
      }
    }
    try await connection.run(script: "rollback")
    return (sights, problem.map { [Unproven("\(place), for a raw SQL session as \(principal.role)", $0)] } ?? [])
  }

  /// Most rows of one place that are read; the first that hold a canary tell as much as the last.
  private static let mostRows = 50_000
  private static let rowsAtATime = 500

  /// Shows every row of a look.
  ///
  /// - Returns: what kept it from being shown whole; a right that the role lacks shows nothing, and that is all there is.
  private func read(_ look: Look, on connection: Connection, _ show: ([String?]) -> Void) async throws -> String? {
    let opened = try await connection.answer(SQL(verbatim: "declare trespass_look no scroll cursor for " + look.sql))
    if let refusal = opened.failure { return refusal.problem }
    for _ in 0..<Self.mostRows / Self.rowsAtATime {
      let answer = try await connection.answer(SQL(verbatim: "fetch \(Self.rowsAtATime) from trespass_look"))
      if let refusal = answer.failure { return refusal.problem }
      let rows = answer.rows?.cells ?? []
      for cells in rows { show(cells) }
      if rows.count < Self.rowsAtATime { return nil }
    }
    return "only the first \(Self.mostRows) rows were searched"
  }

  /// The weakest of those who see the place, with the canaries that it shows of one table.
  private func finding(_ sights: [Sight]) -> Finding {
    let weakest = sights[0]
    let secret = context.population.secrets[weakest.secret]
    let seen = sights.filter { $0.principal.name == weakest.principal.name }
    let names = seen.map { "\(name(of: $0.canary)) as \($0.encoding.rawValue)" }.uniqued { $0 }
    let listed = names.prefix(Self.mostNames).joined(separator: ", ")
    let more = names.count > Self.mostNames ? " and \(names.count - Self.mostNames) more" : ""
    return Finding(
      id: StableIdentifier.text(of: ["catalog", secret.description, weakest.principal.name, weakest.door.description]),
      family: Self.name, claim: .noStandingExposure, channel: .catalog, secret: secret, principal: weakest.principal,
      reach: .sql, alsoReads: Set(sights.map(\.principal.name)).subtracting([weakest.principal.name]).sorted(),
      request: .sql(weakest.sql), setup: [], sql: [weakest.sql], door: weakest.door,
      evidence:
        "canary \(listed)\(more) in \(weakest.door), for whoever has a raw SQL session as \(weakest.principal.role)",
      causes: [], repair: nil, count: 1)
  }

  private static let mostNames = 3

  private func name(of index: Int) -> String {
    let canary = context.population.canaries[index]
    let secret = context.population.secrets[canary.secret]
    return ([canary.tenant ?? "row \(canary.row)", secret.column] + secret.path).joined(separator: "/")
  }
}

extension ServerMessage {
  /// What it says of a look that was to show everything; a right that is missing shows all there is for this role.
  fileprivate var problem: String? {
    sqlState == "42501" ? nil : "reading it failed: \(message) (SQLSTATE \(sqlState))"
  }
}
