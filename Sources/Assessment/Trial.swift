internal import Catalog
internal import Execution
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import Provisioning
internal import Reports
internal import SQLText

/// One plan put to both worlds, with its controls, and what came of it.
struct Trial: Sendable {
  let stage: Stage
  let verdict: Verdict

  static func hold(on stage: Stage, started: Moment, tell: @escaping @Sendable (Progress) -> Void) async throws -> Trial
  {
    var inquiry = Inquiry(
      ground: stage.ground, families: stage.families, planner: stage.planner, first: stage.session(in: .first),
      second: stage.session(in: .second), allowances: stage.allowances,
      statements: StatementIndex(
        stage.site.provisioned.statements.map { SourceStatement(file: $0.file, line: $0.line, text: $0.text) }),
      digests: try await stage.worlds.digests(), started: started)
    inquiry.audited = Set(
      stage.settings.reveals.flatMap { stage.ground.catalog.functions(named: $0.function) }.map { .function($0.oid) })
    let result = try await inquiry.run { tell(.probing(done: $0, of: $1)) }
    tell(.controlling)
    let controls = try await Controls(stage: stage, started: started).run(covering: result.plan)
    tell(.judging)
    let examined = try await Self.examine(stage, inquiry, result)
    var verdict = Verdict()
    (verdict.findings, verdict.allowed) = stage.sorted(
      result.findings + examined.findings, alreadyAllowed: result.allowed, today: started.day)
    verdict.findings = try await RepairVerification(stage: stage, inquiry: inquiry, result: result)
      .repairing(verdict.findings)
    for index in verdict.findings.indices {
      verdict.findings[index].sql += stage.statements(of: verdict.findings[index])
    }
    verdict.planned = result.plan.count
    for outcome in result.outcomes { verdict.outcomes[outcome.kind, default: 0] += 1 }
    let count = CoverageCount(ground: stage.ground, plan: result.plan, outcomes: result.outcomes, skips: stage.skips)
    verdict.coverage = count.coverage
    verdict.controls = controls.tally
    verdict.unproven = stage.unproven + examined.unproven + controls.tally.failed + count.unproven
    return Trial(stage: stage, verdict: verdict)
  }

  /// What is looked at beside the plan: the catalog's texts, the product's events, what is sealed, what was revealed.
  private static func examine(
    _ stage: Stage, _ inquiry: Inquiry, _ result: Inquiry.Result
  ) async throws -> (findings: [Finding], unproven: [Unproven]) {
    let search = CanarySearch(
      canaries: stage.ground.canaries, digests: inquiry.digests, harmless: stage.ground.catalog.names)
    let standing = StandingExposure(ground: stage.ground, search: search, session: stage.session(in: .first))
    let lifecycle = try await Lifecycle(stage: stage, inquiry: inquiry, search: search, known: result.findings)
      .examine()
    let sealed = try await SealedColumns(stage: stage).examine()
    let reveals = try await RevealAudit(stage: stage, result: result).findings()
    let siblings = try await SiblingServices(stage: stage, inquiry: inquiry).findings()
    return (
      (stage.api.rawSQL.value ? inquiry.explaining(try await standing.findings()) : []) + siblings
        + lifecycle.findings + sealed.findings + reveals,
      lifecycle.unproven + sealed.unproven
    )
  }
}

/// A set of families put to a pair of worlds: the trial itself, and its control over objects that leak on purpose.
struct Inquiry: Sendable {
  var ground: Ground
  var families: [any ProbeFamily.Type]
  var planner: Planner
  /// The authenticator's way into each world.
  var first: ConnectionInfo
  var second: ConnectionInfo
  /// Databases made as the worlds were, where something random happened on the way: asked in place of asking a world twice.
  var replicas: (first: ConnectionInfo, second: ConnectionInfo)?
  var allowances: [Allowance]
  /// Functions whose reveals the settings want recorded.
  var audited: Set<SurfaceItem> = []
  var statements: StatementIndex
  var digests: [String: [String]]
  var started: Moment

  struct Result: Sendable {
    var plan: Plan
    /// Of the first world, in plan order.
    var outcomes: [Outcome]
    var findings: [Finding]
    var allowed: [AllowedFinding]
    /// For each probe family, the secrets it brought to light.
    var seen: [String: Set<Int>]
    /// Probes that brought a secret out, allowed or not, each with the secret.
    var reveals: [(probe: Int, secret: Int)]
    /// Probes that brought a secret to somebody who may not read it, allowed or not.
    var leaks: [Leak]
  }

  func run(progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) async throws -> Result {
    var ground = ground
    ground.openWrites = try await openWrites()
    return try await put(Plan.of(families, on: ground), progress: progress)
  }

  /// Puts a plan to both worlds and judges what came back.
  func put(_ plan: Plan, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) async throws -> Result {
    let clock = Timestamps(runStartedAt: started.text)
    let search = CanarySearch(canaries: ground.canaries, digests: digests, harmless: ground.catalog.names)
    let reduction = OutcomeReduction(search: search, clock: clock)
    let reduce: @Sendable (Exchange) -> Outcome = { reduction.outcome(of: $0) }
    let one = executor(first, plan, reduce)
    let other = executor(second, plan, reduce)
    async let inFirst = one.run(0..<plan.count) { progress($0, plan.count) }
    async let inSecond = other.run(0..<plan.count)
    var findings = Findings(first: try await inFirst, second: try await inSecond)
    let again = replicas.map { (executor($0.first, plan, reduce), executor($0.second, plan, reduce)) } ?? (one, other)
    findings.askedTwice = try await askTwice(findings.differing(), first: [one, again.0], second: [other, again.1])
    let judge = Judge(
      ground: ground, plan: plan, search: search, allowances: allowances,
      causes: CauseFinder(catalog: ground.catalog, statements: statements), clock: clock, today: started.day)
    let judged = judge.judge(findings)
    return Result(
      plan: plan, outcomes: findings.first, findings: judged.findings, allowed: judged.allowed,
      seen: judged.seen, reveals: judge.reveals(in: findings) { $0.items.contains(where: audited.contains) },
      leaks: judged.leaks)
  }

  func executor(
    _ info: ConnectionInfo, _ plan: Plan, _ reduce: @escaping @Sendable (Exchange) -> Outcome
  ) -> PlanExecutor {
    PlanExecutor(plan: plan, planner: planner, info: info, reduce: reduce)
  }

  private func askTwice(
    _ probes: [Int], first: [PlanExecutor], second: [PlanExecutor]
  ) async throws -> [Int: AskedTwice] {
    guard !probes.isEmpty else { return [:] }
    async let ofFirst = Self.ask(probes, first)
    async let ofSecond = Self.ask(probes, second)
    let (a, b) = (try await ofFirst, try await ofSecond)
    return Dictionary(
      uniqueKeysWithValues: probes.enumerated().map { index, probe in
        (probe, AskedTwice(first: a.map { $0[index] }, second: b.map { $0[index] }))
      })
  }

  private static func ask(_ probes: [Int], _ executors: [PlanExecutor]) async throws -> [[Exchange]] {
    var exchanges: [[Exchange]] = []
    for executor in executors { exchanges.append(try await executor.exchanges(probes)) }
    return exchanges
  }
}

extension CatalogSnapshot {
  /// Names of the project's objects, which say nothing of a secret whose form they share.
  var names: [String] {
    let named =
      relations.map(\.name.name.name) + relations.flatMap(\.columns).map(\.name) + functions.map(\.name.name.name)
    return named + constraints.map(\.name) + uniqueIndexes.map(\.name) + policies.map(\.name) + triggers.map(\.name)
  }
}
