internal import Catalog
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning

/// Copies of both worlds in which a repair is tried.
struct RepairCopies: Sendable {
  /// The superuser's way into each.
  var first: ConnectionInfo
  var second: ConnectionInfo
  /// Copies of the worlds that were made once more, repaired as well.
  var replicas: LazyPair

  var names: [String] { [first, second].compactMap { $0.settings["dbname"] } }

  /// - Returns: what Postgres said when it refused the script; nil when it took it in both.
  func apply(_ sql: String) async throws -> String? { try await Self.apply(sql, in: [first, second]) }

  fileprivate static func apply(_ sql: String, in copies: [ConnectionInfo]) async throws -> String? {
    for info in copies {
      let connection = try await Connection(info)
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
    case _ where finding.principal.reach != nil && finding.evidence.hasPrefix("after the event"): self = .events
    default: return nil
    }
  }
}

extension Stage {
  /// - Parameter sql: what replicas are repaired with.
  func copies(toTry sql: String) async throws -> RepairCopies {
    let (first, second) = try await copies(of: (worlds.first, worlds.second), as: ("repair_1", "repair_2"))
    let repaired = LazyPair {
      let pair = try await copies(of: replicas.pair(), as: ("repair_3", "repair_4"))
      _ = try await RepairCopies.apply(sql, in: [pair.first, pair.second])
      return pair
    }
    return RepairCopies(first: first, second: second, replicas: repaired)
  }

  private func copies(
    of pair: LazyPair.Pair, as names: (first: String, second: String)
  ) async throws -> LazyPair.Pair {
    async let first = site.server.clone(pair.first.settings["dbname"] ?? "", as: names.first)
    async let second = site.server.clone(pair.second.settings["dbname"] ?? "", as: names.second)
    return (try await first, try await second)
  }

  func standing(in copies: RepairCopies, _ probeRun: ProbeRun) async throws -> [Finding] {
    try await StandingExposure(
      ground: ground, search: probeRun.search, session: copies.first.user(api.authenticatorRole.value)
    ).examine().findings
  }

  func afterEvents(in copies: RepairCopies, _ probeRun: ProbeRun, known: [Finding]) async throws -> [Finding] {
    var repaired = self
    (repaired.worlds.first, repaired.worlds.second) = (copies.first, copies.second)
    repaired.replicas = copies.replicas
    return try await Lifecycle(stage: repaired, probeRun: probeRun, search: probeRun.search, known: known).examine()
      .findings
  }
}

extension ProbeRun {
  var search: CanarySearch {
    CanarySearch(canaries: ground.canaries, digests: digests, harmless: ground.catalog.names)
  }

  /// Findings of what stands in the catalog, with the statements that left it there.
  func explaining(_ findings: [Finding]) -> [Finding] {
    let finder = CauseFinder(catalog: ground.catalog, statements: statements)
    return findings.map { finding in
      var finding = finding
      finding.causes = finder.causes(
        of: finding.door, for: finding.principal.role, secret: finding.secret.relation, through: .catalog)
      return finding
    }
  }

  /// The same probeRun in copies of its worlds.
  ///
  /// - Parameter afresh: read the surface again, as PostgREST does when its schema cache is reloaded.
  func repeated(in copies: RepairCopies, _ stage: Stage, afresh: Bool) async throws -> ProbeRun {
    var again = self
    again.first = copies.first.user(stage.api.authenticatorRole.value)
    again.second = copies.second.user(stage.api.authenticatorRole.value)
    again.replicas = copies.replicas
    guard afresh else { return again }
    let connection = try await Connection(copies.first)
    let catalog = try await CatalogReader.read(connection)
    await connection.close()
    again.planner = Planner(
      cache: SchemaCache(catalog: catalog, settings: stage.api.served), settings: stage.api.served,
      facts: planner.facts)
    return again
  }
}
