internal import Execution
internal import Judgement
internal import Postgres
internal import Probes
internal import Provisioning

/// Tries repairs in throw-away copies of both worlds: the finding must vanish, and nothing legitimate may be lost.
struct RepairVerification: Sendable {
  /// Copies are made in tens of milliseconds: what a run may spend on repairs is counted, not timed, so that two runs of a
  /// seed say the same.
  private static let triedPerDoor = 6
  private static let triedPerRun = 24
  private static let legitimateProbes = 500
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
    let leaks = Dictionary(grouping: result.leaks.filter { !$0.isAllowed }, by: \.door)
    var budget = Self.triedPerRun
    var repairs: [Door: Repair] = [:]
    var repaired = findings
    for index in repaired.indices {
      let door = repaired[index].door
      guard let found = leaks[door], result.findings.contains(where: { $0.id == repaired[index].id }) else { continue }
      if repairs[door] == nil {
        repairs[door] = try await repair(of: LeakingDoor(door, found, among: stage.ground.secrets), found, &budget)
      }
      repaired[index].repair = repairs[door]
    }
    return repaired
  }

  /// The first candidate that verifies; else the first that closes the door at all.
  private func repair(of door: LeakingDoor, _ leaks: [Leak], _ budget: inout Int) async throws -> Repair? {
    var closing: Repair?
    for candidate in finder.candidates(for: door).prefix(Self.triedPerDoor) {
      guard budget > 0 else { return closing ?? Repair(sql: candidate.sql, verified: false) }
      budget -= 1
      let effect = try await effect(of: candidate, on: door, leaks)
      if effect.isVerified { return Repair(sql: candidate.sql, verified: true) }
      if effect.closes, closing == nil { closing = Repair(sql: candidate.sql, verified: false) }
    }
    return closing
  }

  private struct Effect {
    var closes = false
    var loses = true

    var isVerified: Bool { closes && !loses }
  }

  private func effect(of candidate: RepairCandidate, on door: LeakingDoor, _ leaks: [Leak]) async throws -> Effect {
    // Roles belong to the whole server, and a server that was given to us has other databases.
    guard candidate.undo == nil || stage.site.server is EphemeralServer else { return Effect() }
    let kept = try await keeping(beside: candidate, at: door)
    let probes = Set(leaks.map(\.probe)).union(kept).sorted()
    let copies = try await copies()
    var effect = Effect()
    if try await apply(candidate.sql, to: copies) {
      var again = inquiry
      again.first = copies[0].user(stage.api.authenticatorRole.value)
      again.second = copies[1].user(stage.api.authenticatorRole.value)
      let after = try await again.put(result.plan.only(probes))
      effect.closes = closes(after, door)
      effect.loses = effect.closes ? try await loses(after, probes, kept, in: copies[0]) : true
    }
    if let undo = candidate.undo { try await run(undo, in: copies[0]) }
    for info in copies { try await stage.site.server.drop(info.settings["dbname"] ?? "") }
    return effect
  }

  /// Nothing comes through this door any more, nor through one that was shut before.
  private func closes(_ after: Inquiry.Result, _ door: LeakingDoor) -> Bool {
    let before = Set(result.findings.map { "\($0.secret) \($0.door)" })
    return !after.findings.contains { finding in
      finding.door == door.door && door.secrets.contains(finding.secret)
        || !before.contains("\(finding.secret) \(finding.door)")
    }
  }

  // MARK: What must stay

  private func keeping(beside candidate: RepairCandidate, at door: LeakingDoor) async throws -> [Int] {
    let all = legitimate.probes(beside: candidate, limit: Self.legitimateProbes)
    guard case .function(let signature) = door.door else { return all }
    let calls = Set(legitimate.answeredCalls(of: signature)).intersection(all).sorted()
    let shown = zip(calls, try await executor(result.plan.only(calls)).exchanges(Array(calls.indices)))
    let silent = Set(shown.lazy.filter { !$1.showsRows }.map(\.0))
    return all.filter { !silent.contains($0) }
  }

  /// Whether a legitimate answer is another than before, unless it is another at every asking.
  private func loses(
    _ after: Inquiry.Result, _ probes: [Int], _ kept: [Int], in copy: ConnectionInfo
  ) async throws -> Bool {
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
      search: CanarySearch(canaries: stage.ground.canaries, digests: inquiry.digests),
      clock: Timestamps(runStartedAt: inquiry.started.text))
    return PlanExecutor(plan: plan, planner: stage.planner, info: inquiry.first) { reduction.outcome(of: $0) }
  }

  // MARK: Copies

  private func copies() async throws -> [ConnectionInfo] {
    async let first = copy(of: .first)
    async let second = copy(of: .second)
    return [try await first, try await second]
  }

  private func copy(of world: World) async throws -> ConnectionInfo {
    try await stage.site.server.clone(stage.worlds.info(world).settings["dbname"] ?? "", as: "repair_\(world.rawValue)")
  }

  private func apply(_ sql: String, to copies: [ConnectionInfo]) async throws -> Bool {
    for info in copies where try await !run(sql, in: info) { return false }
    return true
  }

  /// - Returns: whether Postgres took it.
  @discardableResult
  private func run(_ sql: String, in info: ConnectionInfo) async throws -> Bool {
    let connection = try await Connection(info)
    let answer = try await connection.answer(script: sql)
    await connection.close()
    return answer.failure == nil
  }
}
