internal import Catalog
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
internal import SQLText

/// Plays an event of the product's life in copies of both worlds, then asks everything again and looks for what should be gone.
struct Lifecycle: Sendable {
  let stage: Stage
  let probeRun: ProbeRun
  let search: CanarySearch
  /// What leaked before the event, which is not the event's fault.
  let known: [Finding]

  func examine() async throws -> (findings: [Finding], unproven: [Unproven]) {
    var findings: [Finding] = []
    var unproven: [Unproven] = []
    for (number, event) in stage.settings.lifecycle.enumerated() {
      let worlds = (first: stage.worlds.first, second: stage.worlds.second)
      let after = LazyPair { try await played(event, in: worlds, as: ("event_\(number)_1", "event_\(number)_2")) }
      // What the event draws at random, the id of a tombstone say, differs between copies of one world too.
      let again = LazyPair {
        try await played(event, in: stage.replicas.pair(), as: ("event_\(number)_3", "event_\(number)_4"))
      }
      do {
        findings += try await leaks(after: event, after.pair(), again)
        let residue = try await residue(of: event, in: after.pair().first)
        findings += residue.findings
        unproven += residue.unproven
      } catch let failure as EventPlayer.StepFailure {
        unproven.append(Unproven("lifecycle event \(event.name)", failure.description))
      }
      for pair in [after, again] { try await pair.drop(from: stage.site.server) }
    }
    return (findings, unproven)
  }

  /// Copies in which the event was played, their sequences where they stood before the probes advanced them.
  private func played(
    _ event: LifecycleSettings, in pair: LazyPair.Pair, as names: (first: String, second: String)
  ) async throws -> LazyPair.Pair {
    async let first = played(event, in: pair.first, of: .first, as: names.first)
    async let second = played(event, in: pair.second, of: .second, as: names.second)
    return (try await first, try await second)
  }

  private func played(
    _ event: LifecycleSettings, in source: ConnectionInfo, of world: World, as name: String
  ) async throws -> ConnectionInfo {
    let info = try await stage.site.server.clone(source.settings["dbname"] ?? "", as: name)
    let connection = try await Connection(info)
    if let positions = stage.sequences[world] { _ = try await connection.answer(script: positions) }
    await connection.close()
    try await EventPlayer(stage: stage).play(event, in: info)
    return info
  }

  // MARK: Afterwards

  private func leaks(
    after event: LifecycleSettings, _ worlds: LazyPair.Pair, _ replicas: LazyPair
  ) async throws -> [Finding] {
    var again = probeRun
    let authenticator = stage.api.authenticatorRole.value
    (again.first, again.second) = (worlds.first.user(authenticator), worlds.second.user(authenticator))
    again.replicas = replicas
    again.ground.rows = try await rows(in: worlds.first)
    let before = Dictionary(known.map { (Self.door($0), $0.reach) }, uniquingKeysWith: min)
    return try await again.run().findings.filter { finding in
      before[Self.door(finding)].map { finding.reach < $0 } ?? true
    }.map { finding in
      var finding = finding
      finding.id = StableIdentifier.text(of: [finding.id, event.name])
      finding.evidence = "after the event \(event.name): " + finding.evidence
      return finding
    }
  }

  private static func door(_ finding: Finding) -> String { "\(finding.secret) \(finding.door)" }

  /// The rows that exist now: the event made some, whose keys clients come to know.
  private func rows(in info: ConnectionInfo) async throws -> RowSample {
    let connection = try await Connection(info)
    let rows = try await RowSample.read(
      connection, catalog: stage.ground.catalog, leavingOut: stage.ground.secrets,
      most: stage.ground.limits.rows)
    await connection.close()
    return rows
  }

  /// Where in the whole database the canaries still stand that the event should have taken away.
  private func residue(
    of event: LifecycleSettings, in info: ConnectionInfo
  ) async throws -> (findings: [Finding], unproven: [Unproven]) {
    guard !event.gone.isEmpty else { return ([], []) }
    let gone = stage.ground.canaries.indices.filter { index in
      let canary = stage.ground.canaries[index]
      let tenant = event.tenant.map { named in stage.settings.tenants.first { $0.key == named }?.label ?? named }
      return event.gone.contains {
        Allowance(secret: stage.settings.unquoted($0), reason: "").covers(stage.ground.secrets[canary.secret])
      }
        && (tenant == nil || canary.tenant == tenant)
    }
    let catalog = stage.ground.catalog
    let opening = stage.ground.secretRelations.union(catalog.decryptingViews)
    let searched = try await WholeDatabase(catalog: catalog, opening: opening).places(of: search, in: info)
    var found: Set<String> = []
    let findings = searched.places.compactMap { place -> Finding? in
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
    return (findings, searched.unproven)
  }
}
