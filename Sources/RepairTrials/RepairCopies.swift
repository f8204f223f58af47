internal import Catalog
internal import Examinations
internal import Execution
internal import Introspection
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
internal import Rounds
internal import SQLAnswers

/// Copies of both worlds in which a repair is tried.
struct RepairCopies: Sendable {
  let worlds: WorldPair
  /// Copies of the worlds that were made once more, repaired as well.
  let replicas: LazyValue<WorldPair>

  /// - Returns: what Postgres said when it refused the script; nil when it took it in both.
  func apply(_ sql: String) async throws -> String? { try await Self.apply(sql, in: worlds) }

  fileprivate static func apply(_ sql: String, in worlds: WorldPair) async throws -> String? {
    for database in [worlds.first, worlds.second] {
      let connection = try await database.connect()
      let answer = try await connection.answer(script: sql)
      await connection.close()
      if let failure = answer.failure { return failure.message }
    }
    return nil
  }
}

/// How a repair is shown to have closed a finding: by what found it.
enum RepairProof: Hashable, Sendable {
  /// The plan's own probes.
  case plan
  /// A look at the catalog's texts.
  case catalog
  /// The product's events, played again.
  case events

  /// - Parameter asked: the findings of the plan.
  init?(of finding: Finding, asked: Set<String>) {
    switch finding.channel {
    case .catalog: self = .catalog
    case .residue: return nil
    case _ where asked.contains(finding.id): self = .plan
    case _ where finding.principal.reach != nil && finding.event != nil: self = .events
    default: return nil
    }
  }
}

extension ExaminationSubject {
  /// - Parameter sql: what replicas are repaired with.
  func copies(toTry sql: String) async throws -> RepairCopies {
    let worlds = try await stage.copies(of: (stage.worlds.first, stage.worlds.second), as: ("repair_1", "repair_2"))
    let replicas = LazyValue {
      let pair = try await stage.copies(of: stage.replicas.value(), as: ("repair_3", "repair_4"))
      _ = try await RepairCopies.apply(sql, in: pair)
      return pair
    }
    return RepairCopies(worlds: worlds, replicas: replicas)
  }

  func drop(_ copies: RepairCopies) async throws {
    try await stage.drop(copies.worlds)
    try await stage.drop(copies.replicas)
  }

  func standing(in copies: RepairCopies) async throws -> [Finding] {
    try await StandingExposure(run, in: copies.worlds.first, as: stage.authenticator).examine().findings
  }

  func afterEvents(in copies: RepairCopies) async throws -> [Finding] {
    var repaired = stage
    (repaired.worlds.first, repaired.worlds.second) = copies.worlds
    repaired.replicas = copies.replicas
    return try await Lifecycle(stage: repaired, settings: settings, run: run, known: results.findings).examine()
      .findings
  }

  /// The same run in copies of its worlds.
  ///
  /// - Parameter afresh: read the surface again, as PostgREST does when its schema cache is reloaded.
  func run(in copies: RepairCopies, afresh: Bool) async throws -> ProbeRun {
    var planner = stage.planner
    if afresh {
      let connection = try await copies.worlds.first.connect()
      let catalog = try await CatalogReader.read(connection)
      await connection.close()
      planner = Planner(
        cache: SchemaCache(catalog: catalog, settings: planner.settings), settings: planner.settings,
        facts: planner.facts)
    }
    var again = run
    again.target = DatabaseTarget(copies.worlds, planner: planner)
    again.replica = { [planner] in DatabaseTarget(try await copies.replicas.value(), planner: planner) }
    return again
  }
}
