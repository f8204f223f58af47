internal import Execution
internal import Judgement
internal import Postgres
internal import Probes

/// Tries repairs in throw-away copies of both worlds: the finding must vanish, and nothing legitimate may be lost.
struct RepairVerification: Sendable {
  /// What a run may spend on repairs is counted, not timed, so that two runs of a seed say the same.
  private static let triedPerDoor = 6
  private static let triedPerRun = 24
  private static let legitimateProbes = 400
  private static let leakingProbes = 400
  private let stage: Stage
  private let inquiry: Inquiry
  private let result: Inquiry.Result
  private let legitimate: LegitimateReads
  private let finder: RepairFinder

  init(stage: Stage, inquiry: Inquiry, result: Inquiry.Result) {
    self.stage = stage
    self.inquiry = inquiry
    self.result = result
    legitimate = LegitimateReads(ground: stage.ground, result: result)
    let ground = stage.ground
    finder = RepairFinder(
      catalog: ground.catalog, principals: ground.principals,
      canaries: Dictionary(grouping: ground.canaries) { ground.secrets[$0.secret] }.mapValues { $0.flatMap(\.values) })
  }

  /// The findings, each with the smallest SQL that closes its door.
  func repairing(_ findings: [Finding]) async throws -> [Finding] {
    var budget = Self.triedPerRun
    var repairs: [Wound: Repair] = [:]
    var repaired = findings
    for wound in wounds(of: findings) {
      repairs[wound] = try await repair(of: wound, &budget)
    }
    for (wound, repair) in repairs {
      for index in wound.findings { repaired[index].repair = repair }
    }
    return repaired
  }

  /// A door with the findings that one repair must close.
  private struct Wound: Hashable {
    var door: LeakingDoor
    var proof: RepairProof
    /// Indexes into the run's findings.
    var findings: [Int]
  }

  private func wounds(of findings: [Finding]) -> [Wound] {
    let leaks = Dictionary(grouping: result.leaks.filter { !$0.isAllowed }, by: \.door)
    let asked = Set(result.findings.map(\.id))
    var wounds: [Wound] = []
    for (index, finding) in findings.enumerated() {
      guard let proof = RepairProof(of: finding, asked: asked) else { continue }
      if let known = wounds.firstIndex(where: { $0.door.door == finding.door && $0.proof == proof }) {
        wounds[known].findings.append(index)
        continue
      }
      let door =
        proof == .plan
        ? leaks[finding.door].map { LeakingDoor(finding.door, $0, among: stage.ground.secrets) }
        : LeakingDoor(
          finding.door, secrets: seen(in: finding), channels: [finding.channel],
          columns: Set(finding.evidence.split { "$[]. ".contains($0) }.map(String.init)), readers: [finding.principal])
      if let door { wounds.append(Wound(door: door, proof: proof, findings: [index])) }
    }
    return wounds
  }

  /// What a place of the catalog shows of one table is one finding, named after one of its secrets.
  private func seen(in finding: Finding) -> [Secret] {
    guard finding.channel == .catalog else { return [finding.secret] }
    return stage.ground.secrets.filter { $0.relation == finding.secret.relation }
  }

  /// The first candidate that verifies; else the first that closes the door at all.
  private func repair(of wound: Wound, _ budget: inout Int) async throws -> Repair? {
    var closing: Repair?
    for candidate in finder.candidates(for: wound.door).prefix(Self.triedPerDoor) {
      guard budget > 0 else { return closing ?? Repair(sql: candidate.sql, verified: false) }
      budget -= 1
      let effect = try await effect(of: candidate, on: wound)
      if effect.isVerified { return Repair(sql: candidate.sql, verified: true) }
      if effect.closes, closing == nil { closing = Repair(sql: candidate.sql, verified: false) }
    }
    return closing
  }

  // MARK: One candidate

  private struct Effect {
    var closes = false
    var loses = true

    var isVerified: Bool { closes && !loses }
  }

  private func effect(of candidate: RepairCandidate, on wound: Wound) async throws -> Effect {
    // Roles belong to the whole server, and a server that was given to us has other databases.
    guard candidate.undo == nil || stage.site.server is EphemeralServer else { return Effect() }
    let leaks = result.leaks.filter { !$0.isAllowed && $0.door == wound.door.door }.map(\.probe)
    let kept = try await keeping(beside: candidate, at: wound.door)
    let probes = Set(leaks.spread(over: Self.leakingProbes)).union(kept).sorted()
    let copies = try await stage.copies(toTry: candidate.sql)
    var effect = Effect()
    if try await copies.apply(candidate.sql) {
      let after = try await inquiry.repeated(in: copies, stage, afresh: wound.door.door == .root)
        .put(result.plan.only(probes))
      effect.closes = try await closes(after, wound, in: copies)
      if effect.closes { effect.loses = try await loses(after, probes, kept) }
    }
    if let undo = candidate.undo { _ = try await copies.apply(undo) }
    for name in copies.names { try await stage.site.server.drop(name) }
    try await copies.replicas.drop(from: stage.site.server)
    return effect
  }

  /// Nothing comes through this door any more, nor through one that was shut before.
  private func closes(_ after: Inquiry.Result, _ wound: Wound, in copies: RepairCopies) async throws -> Bool {
    let before = Set(result.findings.map { "\($0.secret) \($0.door)" })
    let others: [Finding] =
      switch wound.proof {
      case .plan: []
      case .catalog: try await stage.standing(in: copies, inquiry)
      case .events: try await stage.afterEvents(in: copies, inquiry, known: result.findings)
      }
    return !(after.findings + others).contains { finding in
      finding.door == wound.door.door && wound.door.secrets.contains(finding.secret)
        || wound.proof == .plan && !before.contains("\(finding.secret) \(finding.door)")
    }
  }

  // MARK: What must stay

  private func keeping(beside candidate: RepairCandidate, at door: LeakingDoor) async throws -> [Int] {
    let all = legitimate.probes(beside: candidate, limit: Self.legitimateProbes)
    let calls = legitimate.calls(of: door.door, among: all)
    let shown = zip(calls, try await executor(result.plan.only(calls)).exchanges(Array(calls.indices)))
    let isFunction = if case .function = door.door { true } else { false }
    // A computed field has one value a row, and this one is the leak.
    let silent = Set(shown.lazy.filter { !isFunction || !$1.showsRows }.map(\.0))
    return all.filter { !silent.contains($0) }
  }

  /// Whether a legitimate answer is another than before, unless it is another at every asking.
  private func loses(_ after: Inquiry.Result, _ probes: [Int], _ kept: [Int]) async throws -> Bool {
    let isKept = Set(kept)
    let changed = probes.indices.filter { index in
      isKept.contains(probes[index])
        && after.outcomes[index].fingerprint != result.outcomes[probes[index]].fingerprint
    }
    guard !changed.isEmpty else { return false }
    if changed.contains(where: { after.outcomes[$0].kind != result.outcomes[probes[$0]].kind }) { return true }
    let unrepaired = try await executor(result.plan.only(changed.map { probes[$0] })).run(0..<changed.count)
    return zip(changed, unrepaired).contains { index, outcome in
      outcome.fingerprint == result.outcomes[probes[index]].fingerprint
    }
  }

  private func executor(_ plan: Plan) -> PlanExecutor {
    let reduction = OutcomeReduction(
      search: inquiry.search, clock: Timestamps(runStartedAt: inquiry.started.text))
    return inquiry.executor(inquiry.first, plan) { reduction.outcome(of: $0) }
  }
}

extension Array {
  /// So many elements at most, taken evenly from all.
  func spread(over limit: Int) -> [Element] {
    let step = Swift.max(1, (count + limit - 1) / limit)
    return stride(from: 0, to: count, by: step).map { self[$0] }
  }
}
