internal import JSONText
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
internal import SQLText

/// Plays an event of the product's life in copies of both worlds, then asks everything again and looks for what should be gone.
struct Lifecycle: Sendable {
  let stage: Stage
  let inquiry: Inquiry
  let search: CanarySearch
  /// What leaked before the event, which is not the event's fault.
  let known: [Finding]

  func examine() async throws -> (findings: [Finding], unproven: [Unproven]) {
    var findings: [Finding] = []
    var unproven: [Unproven] = []
    for (number, event) in stage.settings.lifecycle.enumerated() {
      // What the event draws at random, the id of a tombstone say, differs between copies of one world too.
      var copies: [ConnectionInfo] = []
      for copy in 0..<4 { copies.append(try await self.copy(copy % 2 == 0 ? .first : .second, "\(number)_\(copy)")) }
      do {
        for info in copies { try await play(event, in: info) }
        findings += try await leaks(after: event, copies.map { $0.user(stage.api.authenticatorRole.value) })
        findings += try await residue(of: event, in: copies[0])
      } catch let failure as StepFailure {
        unproven.append(Unproven("lifecycle event \(event.name)", failure.description))
      }
      for info in copies { try await stage.site.server.drop(info.settings["dbname"] ?? "") }
    }
    return (findings, unproven)
  }

  private func copy(_ world: World, _ name: String) async throws -> ConnectionInfo {
    let source = stage.worlds.info(world).settings["dbname"] ?? ""
    return try await stage.site.server.clone(source, as: "event_\(name)")
  }

  // MARK: The event

  private struct StepFailure: Error, CustomStringConvertible {
    var description: String
  }

  private func play(_ event: LifecycleSettings, in info: ConnectionInfo) async throws {
    for (index, step) in event.steps.enumerated() {
      let failure =
        switch step.action {
        case .sql(let sql): try await run(sql, as: step.actor, in: info)
        case .request(let line, let body): try await send(line, body, as: step.actor, in: info)
        }
      if let failure { throw StepFailure(description: "step \(index + 1) (\(step.at)) failed: \(failure)") }
    }
  }

  private func run(_ sql: String, as actor: String, in info: ConnectionInfo) async throws -> String? {
    guard let principal = stage.ground.principals.first(where: { $0.name == actor }) else {
      let connection = try await Connection(info)
      let role = try await connection.answer("set role \(Identifier(actor))")
      let answer = role.failure == nil ? try await connection.answer(script: sql) : role
      await connection.close()
      return answer.failure?.description
    }
    let connection = try await Connection(info.user(stage.api.authenticatorRole.value))
    let claims = (principal.claims ?? .object([])).setting("role", .string(principal.role)).compact
    try await connection.run(script: "begin")
    try await connection.rows(
      """
      select set_config('role', \(bind: principal.role, as: .text), true),
        set_config('request.jwt.claims', \(bind: claims, as: .text), true)
      """)
    let answer = try await connection.answer(script: sql)
    try await connection.run(script: answer.failure == nil ? "commit" : "rollback")
    await connection.close()
    return answer.failure?.description
  }

  private func send(_ line: String, _ body: String?, as actor: String, in info: ConnectionInfo) async throws -> String?
  {
    guard let principal = stage.ground.principals.first(where: { $0.name == actor }) else {
      return "a request needs a principal, and none is named \(actor)"
    }
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return "a request is METHOD and URL, as in POST /rpc/disconnect" }
    let headers = body == nil ? [] : [Header("Content-Type", "application/json")]
    let http = HTTPRequest(method: parts[0], url: parts[1], headers: headers, body: body.map { Array($0.utf8) })
    let connection = try await Connection(info.user(stage.api.authenticatorRole.value))
    let response = try await Committing(planner: stage.planner, connection: connection).send(http, by: principal)
    await connection.close()
    return response.code.map { "\(response.status) \($0) \(response.body)" }
  }

  // MARK: Afterwards

  private func leaks(after event: LifecycleSettings, _ copies: [ConnectionInfo]) async throws
    -> [Finding]
  {
    var again = inquiry
    (again.first, again.second) = (copies[0], copies[1])
    again.replicas = (copies[2], copies[3])
    let before = Set(known.map { "\($0.secret) \($0.door)" })
    return try await again.run().findings.filter { !before.contains("\($0.secret) \($0.door)") }.map { finding in
      var finding = finding
      finding.id = StableIdentifier.text(of: [finding.id, event.name])
      finding.evidence = "after the event \(event.name): " + finding.evidence
      return finding
    }
  }

  /// Where in the whole database the canaries still stand that the event should have taken away.
  private func residue(of event: LifecycleSettings, in info: ConnectionInfo) async throws -> [Finding] {
    guard !event.gone.isEmpty else { return [] }
    let gone = stage.ground.canaries.indices.filter { index in
      let canary = stage.ground.canaries[index]
      let tenant = event.tenant.map { named in stage.settings.tenants.first { $0.key == named }?.label ?? named }
      return event.gone.contains {
        Allowance(secret: stage.settings.unquoted($0), reason: "").covers(stage.ground.secrets[canary.secret])
      }
        && (tenant == nil || canary.tenant == tenant)
    }
    let places = try await WholeDatabase(catalog: stage.ground.catalog, secrets: stage.ground.secrets).places(
      of: search, in: info)
    var found: Set<String> = []
    return places.compactMap { place in
      guard gone.contains(place.canary) else { return nil }
      let canary = stage.ground.canaries[place.canary]
      let secret = stage.ground.secrets[canary.secret]
      guard found.insert("\(secret) \(place.where)").inserted else { return nil }
      return stage.finding(
        family: "residue", claim: .noResidue, channel: .residue, secret: secret, at: place.where,
        evidence:
          "after the event \(event.name) the canary \(canary.tenant ?? "row \(canary.row)")/\(secret.column) still stands in "
          + place.where,
        identity: [event.name])
    }
  }
}
