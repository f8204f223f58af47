internal import Catalog
package import Execution
package import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
package import Rounds
internal import SQLText
package import Settings

/// Plays an event of the product's life in copies of both worlds, then asks everything again and looks for what should be gone.
package struct Lifecycle: Examination {
  package static let name = "residue"
  package static let summary =
    "looks, after an event of [[lifecycle]], for secrets that the event should have taken away"
  package static let rationale = """
    A DELETE or an UPDATE removes a value from one row. Triggers have copied it to audit tables, queues, archives and \
    large objects before, and vault.secrets keeps what a table only pointed to. Delete the copies in the same \
    transaction, or do not make them.
    """
  private let stage: Stage
  private let settings: ProjectSettings
  private let run: ProbeRun
  /// What leaked before the event, which is not the event's fault.
  private let known: [Finding]

  package init(stage: Stage, settings: ProjectSettings, run: ProbeRun, known: [Finding]) {
    (self.stage, self.settings, self.run, self.known) = (stage, settings, run, known)
  }

  package static func examine(_ subject: ExaminationSubject) async throws -> Examined {
    try await Lifecycle(
      stage: subject.stage, settings: subject.settings, run: subject.run, known: subject.results.findings
    ).examine()
  }

  package func examine() async throws -> Examined {
    var examined = Examined()
    for (number, event) in settings.lifecycle.enumerated() {
      let worlds: WorldPair = (stage.worlds.first, stage.worlds.second)
      let after = LazyValue { try await played(event, in: worlds, as: ("event_\(number)_1", "event_\(number)_2")) }
      // What the event draws at random, the id of a tombstone say, differs between copies of one world too.
      let again = LazyValue {
        try await played(event, in: stage.replicas.value(), as: ("event_\(number)_3", "event_\(number)_4"))
      }
      do {
        examined.findings += try await leaks(after: event, after.value(), again)
        examined = examined + (try await residue(of: event, in: after.value().first))
      } catch let failure as EventPlayer.StepFailure {
        examined.unproven.append(Unproven("lifecycle event \(event.name)", failure.description))
      }
      for pair in [after, again] { try await stage.drop(pair) }
    }
    return examined
  }

  /// Copies in which the event was played, their sequences where they stood before the probes advanced them.
  private func played(
    _ event: LifecycleSettings, in pair: WorldPair, as names: (first: String, second: String)
  ) async throws -> WorldPair {
    async let first = played(event, in: pair.first, of: .first, as: names.first)
    async let second = played(event, in: pair.second, of: .second, as: names.second)
    return (try await first, try await second)
  }

  private func played(
    _ event: LifecycleSettings, in source: Database, of world: World, as purpose: String
  ) async throws -> Database {
    let database = try await stage.server.clone(source, as: stage.names.name(purpose))
    let connection = try await database.connect()
    if let positions = stage.sequences[world] { _ = try await connection.answer(script: positions) }
    await connection.close()
    try await EventPlayer(stage: stage).play(event, in: database)
    return database
  }

  // MARK: Afterwards

  private func leaks(
    after event: LifecycleSettings, _ worlds: WorldPair, _ replicas: LazyValue<WorldPair>
  ) async throws -> [Finding] {
    let rows = try await rows(in: worlds.first)
    var again = run.over(run.context.populated(by: run.context.population.holding(rows)))
    again.target = DatabaseTarget(worlds, planner: stage.planner)
    again.replica = { DatabaseTarget(try await replicas.value(), planner: stage.planner) }
    let before = Dictionary(known.map { ($0.doorOfSecret, $0.reach) }, uniquingKeysWith: min)
    return try await again.run().findings.filter { finding in
      before[finding.doorOfSecret].map { finding.reach < $0 } ?? true
    }.map { finding in
      var finding = finding
      finding.id = StableIdentifier.text(of: [finding.id, event.name])
      finding.event = event.name
      finding.evidence = "after the event \(event.name): " + finding.evidence
      return finding
    }
  }

  /// The rows that exist now: the event made some, whose keys clients come to know.
  private func rows(in database: Database) async throws -> RowSample {
    let connection = try await database.connect()
    let rows = try await RowSample.read(
      connection, catalog: stage.context.surface.catalog, leavingOut: stage.context.population.secrets,
      most: stage.context.limits.rows)
    await connection.close()
    return rows
  }

  /// Where in the whole database the canaries still stand that the event should have taken away.
  private func residue(
    of event: LifecycleSettings, in database: Database
  ) async throws -> Examined {
    guard !event.gone.isEmpty else { return Examined() }
    let gone = stage.context.population.canaries.indices.filter { index in
      let canary = stage.context.population.canaries[index]
      let tenant = event.tenant.map(settings.tenantLabel)
      return event.gone.contains {
        Allowance(secret: settings.unquoted($0), reason: "").covers(stage.context.population.secrets[canary.secret])
      }
        && (tenant == nil || canary.tenant == tenant)
    }
    let catalog = stage.context.surface.catalog
    let opening = stage.context.population.secretRelations.union(catalog.decryptingViews)
    let searched = try await WholeDatabase(catalog: catalog, opening: opening).places(of: run.search, in: database)
    var found: Set<DoorOfSecret> = []
    let findings = searched.places.compactMap { place -> Finding? in
      guard gone.contains(place.canary) else { return nil }
      let canary = stage.context.population.canaries[place.canary]
      let secret = stage.context.population.secrets[canary.secret]
      guard found.insert(DoorOfSecret(secret, .place(Place(place.where)))).inserted else { return nil }
      return .inDatabase(
        family: Self.name, claim: .noResidue, channel: .residue, secret: secret, at: place.where,
        evidence:
          "after the event \(event.name) the canary \(canary.tenant ?? "row \(canary.row)")/\(secret.column) still stands in "
          + place.where,
        identity: [event.name])
    }
    return Examined(findings: findings, unproven: searched.unproven)
  }
}
