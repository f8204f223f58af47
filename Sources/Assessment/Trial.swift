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
    var probeRun = ProbeRun(
      ground: stage.ground, families: stage.families, planner: stage.planner, first: stage.session(in: .first),
      second: stage.session(in: .second), allowances: stage.allowances,
      statements: StatementIndex(
        stage.site.provisioned.statements.map { SourceStatement(file: $0.file, line: $0.line, text: $0.text) }),
      digests: try await stage.worlds.digests(), started: started)
    probeRun.replicas = stage.replicas
    probeRun.audited = Set(
      stage.settings.reveals.flatMap { stage.ground.catalog.functions(named: $0.function) }.map { .function($0.oid) })
    let result = try await probeRun.run { tell(.probing(done: $0, of: $1)) }
    tell(.controlling)
    let controls = try await Controls(stage: stage, started: started).run(covering: result.plan)
    tell(.judging)
    let examined = try await Self.examine(stage, probeRun, result)
    var verdict = Verdict()
    (verdict.findings, verdict.allowed) = stage.sorted(
      result.findings + examined.findings, alreadyAllowed: result.allowed, today: started.day)
    verdict.findings = try await RepairVerification(stage: stage, probeRun: probeRun, result: result)
      .repairing(verdict.findings)
    for index in verdict.findings.indices {
      verdict.findings[index].sql += stage.statements(of: verdict.findings[index])
    }
    verdict.planned = result.plan.count
    for outcome in result.outcomes { verdict.outcomes[outcome.kind, default: 0] += 1 }
    let count = CoverageCount(ground: stage.ground, plan: result.plan, outcomes: result.outcomes, skips: stage.skips)
    verdict.coverage = count.coverage
    verdict.controls = controls.tally
    verdict.unproven = stage.unproven + examined.unproven + controls.tally.failed + count.unproven + result.unproven
    return Trial(stage: stage, verdict: verdict)
  }

  /// What is looked at beside the plan: the catalog's texts, the product's events, what is sealed, what was revealed.
  private static func examine(
    _ stage: Stage, _ probeRun: ProbeRun, _ result: ProbeRun.Result
  ) async throws -> (findings: [Finding], unproven: [Unproven]) {
    let search = CanarySearch(
      canaries: stage.ground.canaries, digests: probeRun.digests, harmless: stage.ground.catalog.names)
    let exposure = StandingExposure(ground: stage.ground, search: search, session: stage.session(in: .first))
    let lifecycle = try await Lifecycle(stage: stage, probeRun: probeRun, search: search, known: result.findings)
      .examine()
    let sealed = try await SealedColumns(stage: stage).examine()
    let standing = try await exposure.examine()
    let reveals = try await RevealAudit(stage: stage, result: result).findings()
    let siblings = try await SiblingServices(stage: stage, probeRun: probeRun).findings()
    return (
      probeRun.explaining(standing.findings) + siblings + lifecycle.findings + sealed.findings + reveals,
      lifecycle.unproven + sealed.unproven + (stage.api.rawSQL.value ? standing.unproven : [])
    )
  }
}
