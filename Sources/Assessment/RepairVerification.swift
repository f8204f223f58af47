internal import Judgement
internal import PostgREST
internal import Probes

/// Looks for the smallest SQL that closes each finding: the finding must vanish in copies, and nothing legitimate may
/// be lost.
struct RepairVerification: Sendable {
  /// What a run may spend on repairs is counted, not timed, so that two runs of a seed say the same.
  private static let triedPerDoor = 10
  private static let triedPerRun = 32
  private let stage: Stage
  private let probeRun: ProbeRun
  private let result: ProbeRun.Result

  init(stage: Stage, probeRun: ProbeRun, result: ProbeRun.Result) {
    self.stage = stage
    self.probeRun = probeRun
    self.result = result
  }

  /// The findings, each with the smallest SQL that closes its door.
  func repairing(_ findings: [Finding]) async throws -> [Finding] {
    guard !findings.isEmpty else { return findings }
    var budget = Self.triedPerRun
    var repaired = findings
    let (judge, misuse) = (judge, Misuse(ground: stage.ground, result: result))
    let legitimate = LegitimateReads(
      ground: stage.ground, result: result, entitled: judge.entitled(in: result.outcomes), misuse: misuse)
    for target in targets(of: findings, legitimate) {
      let trial = RepairTrial(
        of: target, on: stage, probeRun, result, judge: judge, legitimate: legitimate, misuse: misuse)
      let repair = try await repair(of: target, by: trial, &budget)
      for index in target.findings { repaired[index].repair = repair }
    }
    return repaired
  }

  private var judge: Judge {
    Judge(
      ground: stage.ground, plan: result.plan, search: probeRun.search, allowances: probeRun.allowances,
      causes: CauseFinder(catalog: stage.ground.catalog, statements: probeRun.statements),
      clock: Timestamps(runStartedAt: probeRun.started.text), today: probeRun.started.day)
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
    let ground = stage.ground
    return RepairFinder(
      catalog: ground.catalog, principals: ground.principals,
      canaries: Dictionary(grouping: ground.canaries) { ground.secrets[$0.secret] }.mapValues { $0.flatMap(\.values) })
  }

  // MARK: Wounds

  private func targets(of findings: [Finding], _ legitimate: LegitimateReads) -> [RepairTarget] {
    let leaks = Dictionary(grouping: result.leaks.filter { !$0.isAllowed }, by: \.door)
    let asked = Set(result.findings.map(\.id))
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
          columns: Set(finding.evidence.split { "$[]. ".contains($0) }.map(String.init)), readers: [finding.principal])
      if let door { targets.append(RepairTarget(door: door, proof: proof, findings: [index])) }
    }
    return targets
  }

  /// What a place of the catalog shows of one table is one finding, named after one of its secrets.
  private func seen(in finding: Finding) -> [Secret] {
    guard finding.channel == .catalog else { return [finding.secret] }
    return stage.ground.secrets.filter { $0.relation == finding.secret.relation }
  }

  private func leakingDoor(_ door: Door, _ leaks: [Leak], _ legitimate: LegitimateReads) -> LeakingDoor {
    var leaking = LeakingDoor(door, leaks, among: stage.ground.secrets)
    let chains = leaks.map { leak in
      var template = result.plan[leak.probe].entry.template
      // Whoever used the connection before may have written what opens it.
      if template.predecessor != nil { template.setup.removeAll { $0.method == .get || $0.method == .head } }
      template.predecessor = nil
      return stage.ground.openings(of: template)
    }
    leaking.openings = Set(chains.filter { !$0.isEmpty })
    leaking.standsOpen = chains.contains { $0.isEmpty }
    leaking.hasReaders = legitimate.hasReaders(of: Set(leaks.map(\.secret)))
    return leaking
  }
}
