internal import Examinations
internal import Execution
internal import Judgement
internal import Postgres
internal import Probes
internal import Rounds

/// A door with the findings that one repair must close.
struct RepairTarget: Hashable, Sendable {
  var door: LeakingDoor
  var proof: RepairProof
  /// Indexes into the run's findings.
  var findings: [Int]
}

/// What came of trying a repair.
enum RepairEffect: Hashable, Sendable {
  case verified
  /// It closes the door, and takes something else away.
  case loses(String)
  case untried(String)
  /// What Postgres said.
  case refused(String)
  case staysOpen

  /// What keeps it from being verified, and how little it is worth for that; nil where it is not worth telling.
  var doubt: (rank: Int, reason: String)? {
    switch self {
    case .verified, .staysOpen: nil
    case .loses(let what): (0, what)
    case .untried(let why): (1, "not tried: \(why)")
    case .refused(let message): (2, "the copy refused it: \(message)")
    }
  }
}

/// Tries repairs of one target in throw-away copies of both worlds.
struct RepairTrial: Sendable {
  private static let probesOfEachNeed = 400
  private static let leakingProbes = 400
  private let subject: ExaminationSubject
  private let judge: Judge
  private let legitimate: LegitimateReads
  private let target: RepairTarget
  /// Asked once, when a first repair closes the target.
  private let unaffected: LazyValue<[UnaffectedRequests]>
  private var results: ProbeResults { subject.results }

  init(
    of target: RepairTarget, on subject: ExaminationSubject, judge: Judge, legitimate: LegitimateReads,
    abusive: AbusiveWrites
  ) {
    (self.subject, self.judge, self.legitimate, self.target) = (subject, judge, legitimate, target)
    let relations = Set(target.door.secrets.map(\.relation))
    let sites = target.door.writes.reduce(into: Set<WriteSite>()) { $0.formUnion($1) }
    unaffected = LazyValue {
      let trusted = try await UnaffectedRequests.trusted(relations, target.door.door, subject)
      return sites.isEmpty ? [trusted] : [trusted, try await UnaffectedRequests.writing(to: sites, abusive, subject)]
    }
  }

  func effect(of candidate: RepairCandidate) async throws -> RepairEffect {
    // Roles belong to the whole server, and a server that was given to us has other databases.
    guard candidate.undo == nil || subject.stage.server is EphemeralServer else {
      return .untried("it changes a role of a server that has other databases")
    }
    let needs = try await needs(beside: candidate)
    let leaks = results.leaks.filter { !$0.isAllowed && $0.door == target.door.door }.map(\.probe)
    let probes = Set(leaks.spread(over: Self.leakingProbes)).union(needs.keys).sorted()
    let copies = try await subject.copies(toTry: candidate.sql)
    let refusal = try await copies.apply(candidate.sql)
    let effect =
      if let refusal { RepairEffect.refused(refusal) } else { try await self.effect(in: copies, probes, needs) }
    if let undo = candidate.undo { _ = try await copies.apply(undo) }
    try await subject.drop(copies)
    return effect
  }

  private func effect(
    in copies: RepairCopies, _ probes: [Int], _ needs: [Int: LegitimateReads.Need]
  ) async throws -> RepairEffect {
    let repaired = try await subject.run(in: copies, afresh: target.door.door == .root)
    let after = try await repaired.put(results.plan.only(probes))
    guard try await closes(after, in: copies) else { return .staysOpen }
    if let loss = valueLost(after, probes, needs) { return .loses(loss) }
    if let loss = try await answerLost(after, probes, needs) { return .loses(loss) }
    for requests in try await unaffected.value() {
      if let loss = try await requests.loss(in: repaired) { return .loses(loss) }
    }
    return .verified
  }

  /// Nothing comes through this door any more, nor through one that was shut before.
  private func closes(_ after: ProbeResults, in copies: RepairCopies) async throws -> Bool {
    let before = Set(results.findings.map(\.doorOfSecret))
    let others: [Finding] =
      switch target.proof {
      case .plan: []
      case .catalog: try await subject.standing(in: copies)
      case .events: try await subject.afterEvents(in: copies)
      }
    return !(after.findings + others).contains { finding in
      finding.door == target.door.door && target.door.secrets.contains(finding.secret)
        || target.proof == .plan && !before.contains(finding.doorOfSecret)
    }
  }

  // MARK: What must stay

  private func needs(beside candidate: RepairCandidate) async throws -> [Int: LegitimateReads.Need] {
    var needs = legitimate.needs(beside: candidate, limit: Self.probesOfEachNeed)
    let calls = legitimate.calls(of: target.door.door, among: needs.keys.sorted())
    let shown = zip(calls, try await subject.run.exchanges(of: results.plan.only(calls)))
    let isFunction = if case .function = target.door.door { true } else { false }
    // A computed field has one value a row, and this one is the leak.
    for (probe, exchange) in shown where !isFunction || !exchange.showsRows { needs[probe] = nil }
    return needs
  }

  /// A secret that somebody may have, and does not get any more.
  private func valueLost(
    _ after: ProbeResults, _ probes: [Int], _ needs: [Int: LegitimateReads.Need]
  ) -> String? {
    let seen = after.outcomes.first.map { judge.seen(in: $0) }
    var everywhere: [String: Set<Int>] = [:]
    for (index, probe) in probes.enumerated() {
      everywhere[results.plan[probe].principal.name, default: []].formUnion(seen[index])
    }
    for (index, probe) in probes.enumerated() {
      guard case .values(let canaries, let orElsewhere) = needs[probe] else { continue }
      let (entry, principal) = results.plan[probe]
      let shown = orElsewhere ? everywhere[principal.name] ?? [] : seen[index]
      guard let canary = canaries.subtracting(shown).min() else { continue }
      let secret = subject.stage.context.population.secrets[subject.stage.context.population.canaries[canary].secret]
      return "it would take \(secret) from \(principal.name), who may have it, at \(entry.template.told)"
    }
    return nil
  }

  /// A legitimate answer that is another than before, unless it is another at every asking.
  private func answerLost(
    _ after: ProbeResults, _ probes: [Int], _ needs: [Int: LegitimateReads.Need]
  ) async throws -> String? {
    func isAnother(_ outcome: Outcome, _ probe: Int) -> Bool {
      let before = results.outcomes.first[probe]
      return needs[probe] == .same && outcome.fingerprint != before.fingerprint || outcome.kind != before.kind
    }
    let changed = probes.indices.filter { index in
      guard let need = needs[probes[index]], [.same, .some].contains(need) else { return false }
      return isAnother(after.outcomes.first[index], probes[index])
    }
    guard !changed.isEmpty else { return nil }
    let unrepaired = try await subject.run.outcomes(of: results.plan.only(changed.map { probes[$0] }), in: .first)
    let lost = zip(changed, unrepaired).first { index, outcome in !isAnother(outcome, probes[index]) }
    return lost.map { index, _ in
      let (entry, principal) = results.plan[probes[index]]
      return "it would keep \(principal.name) from \(entry.template.told)"
    }
  }
}

extension Array {
  /// So many elements at most, taken evenly from all.
  func spread(over limit: Int) -> [Element] {
    let step = Swift.max(1, (count + limit - 1) / limit)
    return stride(from: 0, to: count, by: step).map { self[$0] }
  }
}
