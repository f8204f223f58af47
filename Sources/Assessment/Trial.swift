internal import Catalog
internal import Examinations
internal import Execution
internal import Judgement
internal import PostgREST
internal import Probes
internal import Provisioning
internal import RepairTrials
internal import Rounds
internal import SQLText
internal import Settings

/// The rounds of a run, its controls and examinations, and the verdict that they come to.
struct Trial: Sendable {
  let prepared: PreparedRun
  let project: ProjectServer
  let settings: ProjectSettings
  let started: RunClock
  let tell: @Sendable (Progress) -> Void

  func hold() async throws -> Verdict {
    let stage = prepared.stage
    let run = ProbeRun(
      stage.context, families: prepared.families, target: stage.target, terms: try await terms(),
      replica: { try await stage.replica() })
    let results = try await run.run { tell(.probing(done: $0, of: $1)) }
    tell(.controlling)
    let controls = try await Controls(stage, prepared.families, covering: results.plan, terms: run.terms).run()
    tell(.judging)
    let subject = ExaminationSubject(
      stage: stage, settings: settings, run: run, results: results, countsRawSQL: prepared.api.rawSQL.value)
    let examined = try await ExaminationRegistry.examine(subject)
    var verdict = Verdict()
    (verdict.findings, verdict.allowed) = prepared.sorted(
      results.findings + examined.findings, alreadyAllowed: results.allowed, today: started.day)
    verdict.findings = try await RepairVerification(subject).repairing(verdict.findings).map(prepared.explained)
    verdict.take(results, controls)
    let count = CoverageCount(
      context: stage.context, plan: results.plan, outcomes: results.outcomes.first, skips: prepared.skips)
    verdict.coverage = count.coverage
    verdict.unproven = prepared.unproven + examined.unproven + controls.failed + count.unproven + results.unproven
    return verdict
  }

  private func terms() async throws -> JudgingTerms {
    let audited = settings.reveals.flatMap { prepared.stage.context.surface.catalog.functions(named: $0.function) }
    return JudgingTerms(
      allowances: prepared.allowances, audited: Set(audited.map { .function($0.signature) }),
      statements: StatementIndex(
        project.provisioned.statements.map { SourceStatement(file: $0.file, line: $0.line, text: $0.text) }),
      digests: try await prepared.stage.worlds.digests(), clock: Timestamps(runStartedAt: started.text),
      today: started.day)
  }
}

extension Verdict {
  fileprivate mutating func take(_ results: ProbeResults, _ controls: ControlTally) {
    planned = results.plan.count
    for outcome in results.outcomes.first { outcomes[outcome.kind, default: 0] += 1 }
    self.controls = controls
  }
}

extension PreparedRun {
  /// Findings in the order of reports, farthest reach first, and those that the settings allow.
  fileprivate func sorted(
    _ findings: [Finding], alreadyAllowed: [AllowedFinding], today: String
  ) -> ([Finding], [AllowedFinding]) {
    var open: [Finding] = []
    var allowed = alreadyAllowed
    for finding in findings {
      // Only what stands in the catalog is still to be held against the allowances: probes have been, and events and seals
      // are asked for by the settings themselves.
      let allowance = finding.channel == .catalog ? allowances.first { $0.covers(finding, today: today) } : nil
      if let allowance {
        allowed.append(AllowedFinding(finding: finding, reason: allowance.reason))
      } else {
        open.append(finding)
      }
    }
    return (open.sorted(), allowed)
  }

  /// The finding with the SQL that PostgREST would run for its requests, values as literals.
  fileprivate func explained(_ finding: Finding) -> Finding {
    var explained = finding
    // The request of a finding carries its principal's headers already.
    var bare = finding.principal.caller
    bare.headers = []
    let requests =
      finding.setup.map { ($0, finding.principal.caller) } + (finding.request.http.map { [($0, bare)] } ?? [])
    explained.sql += requests.flatMap { request, caller in
      let prepared = try? stage.planner.plan(request, by: caller)
      return prepared?.transaction?.statementsInOrder.map(\.inlined) ?? []
    }
    return explained
  }
}
