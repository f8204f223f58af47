package import Examinations
package import Judgement
internal import PostgREST
internal import Probes
internal import Rounds

/// Looks for the smallest SQL that closes each finding: the finding must vanish in copies, and nothing legitimate may
/// be lost.
package struct RepairVerification: Sendable {
  /// What a run may spend on repairs is counted, not timed, so that two runs of a seed say the same.
  private static let triedPerDoor = 10
  private static let triedPerRun = 32
  private let subject: ExaminationSubject
  private let judge: Judge
  private var context: ProbeContext { subject.run.context }
  private var results: ProbeResults { subject.results }

  package init(_ subject: ExaminationSubject) {
    self.subject = subject
    judge = subject.run.judge(of: subject.results.plan)
  }

  /// The findings, each with the smallest SQL that closes its door.
  package func repairing(_ findings: [Finding]) async throws -> [Finding] {
    guard !findings.isEmpty else { return findings }
    var budget = Self.triedPerRun
    var repaired = findings
    let abusive = AbusiveWrites(context, results)
    let legitimate = LegitimateReads(
      context, results, entitled: judge.entitled(in: results.outcomes.first), abusive: abusive)
    for target in targets(of: findings, legitimate) {
      let trial = RepairTrial(
        of: target, on: subject, judge: judge, legitimate: legitimate, abusive: abusive)
      let repair = try await repair(of: target, by: trial, &budget)
      for index in target.findings { repaired[index].repair = repair }
    }
    return repaired
  }

  /// The first candidate that verifies; else the first that closes the door at all.
  private func repair(of target: RepairTarget, by trial: RepairTrial, _ budget: inout Int) async throws -> Repair? {
    var best: (rank: Int, repair: Repair)?
    var losing: [String] = []
    // What takes too much takes no less with more beside it.
    let candidates = finder.candidates(for: target.door).prefix(Self.triedPerDoor)
    for candidate in candidates where !losing.contains(where: candidate.sql.contains) {
      let effect: RepairEffect =
        budget > 0 ? try await trial.effect(of: candidate) : .untried("a run tries \(Self.triedPerRun) repairs at most")
      if effect == .verified { return Repair(sql: candidate.sql, verified: true) }
      if let doubt = effect.doubt, doubt.rank < best?.rank ?? .max {
        best = (doubt.rank, Repair(sql: candidate.sql, verified: false, reason: doubt.reason))
      }
      if case .loses = effect { losing.append(candidate.sql) }
      guard budget > 0 else { break }
      budget -= 1
    }
    return best?.repair
  }

  private var finder: RepairFinder {
    let population = context.population
    return RepairFinder(
      catalog: context.surface.catalog, principals: population.principals,
      canaries: Dictionary(grouping: population.canaries) { population.secrets[$0.secret] }.mapValues {
        $0.flatMap(\.values)
      })
  }

  // MARK: Targets

  private func targets(of findings: [Finding], _ legitimate: LegitimateReads) -> [RepairTarget] {
    let leaks = Dictionary(grouping: results.leaks.filter { !$0.isAllowed }, by: \.door)
    let asked = Set(results.findings.map(\.id))
    var targets: [RepairTarget] = []
    for (index, finding) in findings.enumerated() {
      guard let proof = RepairProof(of: finding, asked: asked) else { continue }
      if let known = targets.firstIndex(where: { $0.door.door == finding.door && $0.proof == proof }) {
        targets[known].findings.append(index)
        continue
      }
      let door =
        proof == .plan
        ? leaks[finding.door].map { leakingDoor(finding.door, $0, legitimate) }
        : LeakingDoor(
          finding.door, secrets: seen(in: finding), channels: [finding.channel],
          columns: Set(finding.columns), readers: [finding.principal])
      if let door { targets.append(RepairTarget(door: door, proof: proof, findings: [index])) }
    }
    return targets
  }

  /// What a place of the catalog shows of one table is one finding, named after one of its secrets.
  private func seen(in finding: Finding) -> [Secret] {
    guard finding.channel == .catalog else { return [finding.secret] }
    return context.population.secrets.filter { $0.relation == finding.secret.relation }
  }

  private func leakingDoor(_ door: Door, _ leaks: [Leak], _ legitimate: LegitimateReads) -> LeakingDoor {
    var leaking = LeakingDoor(door, leaks, among: context.population.secrets)
    let chains = leaks.map { leak in
      var template = results.plan[leak.probe].entry.template
      // Whoever used the connection before may have written what opens it.
      if template.predecessor != nil { template.setup.removeAll { $0.method == .get || $0.method == .head } }
      template.predecessor = nil
      return context.surface.writes(before: template)
    }
    leaking.writes = Set(chains.filter { !$0.isEmpty })
    leaking.standsOpen = chains.contains { $0.isEmpty }
    leaking.hasReaders = legitimate.hasReaders(of: Set(leaks.map(\.secret)))
    return leaking
  }
}
