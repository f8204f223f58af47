internal import Execution
internal import Judgement
internal import PostgREST
internal import Probes

extension ProbeRun {
  /// Most writes, and most pairs of them, that are followed up for one principal.
  private static let mostWrites = 32
  private static let mostPairs = 6

  /// The writes, alone and in chains of two, after which a principal reads something else than before; tried in the first
  /// world, and rolled back.
  func permittedWrites() async throws -> [PermittedWrite] {
    guard families.contains(where: { $0.name == Escalation.name }) else { return [] }
    let opening = EscalationWrites(ground)
    let alone = try await letThrough(opening.templates())
    let chained = try await letThrough(opening.chains(to: alone))
    let single = (alone + chained).fewOfEachPrincipal(Self.mostWrites)
    let followed = try await follow(single + opening.underHeaders(single), opening)
    let silent = followed.filter { $0.opened.isEmpty }
    let pairs = try await follow(opening.pairs(of: silent, most: Self.mostPairs), opening)
    return (followed + pairs).filter { !$0.opened.isEmpty }
  }

  /// Those of the templates that went through, with the principals whose writes they are.
  private func letThrough(_ templates: [ProbeTemplate]) async throws -> [PermittedWrite] {
    guard !templates.isEmpty else { return [] }
    let plan = Plan(templates, of: Escalation.name, on: ground)
    let outcomes = try await executor(first, plan) { exchange in
      Outcome(kind: exchange.response.wroteSomething ? .answered : .refused, status: exchange.response.status)
    }.run(0..<plan.count)
    return outcomes.indices.compactMap { probe in
      guard outcomes[probe].kind == .answered else { return nil }
      let (entry, principal) = plan[probe]
      return PermittedWrite(entry.template.setup + [entry.template.request], by: principal.name)
    }
  }

  /// The writes, each with the reads whose answer it changes.
  private func follow(_ writes: [PermittedWrite], _ opening: EscalationWrites) async throws -> [PermittedWrite] {
    guard !writes.isEmpty else { return [] }
    let reads = ground.rereadsAfterWrites(callsOfEach: 3)
    let before = Set(writes.map(\.principal))
    let templates =
      reads.map { ProbeTemplate($0.request, items: $0.items, principals: before) }
      + writes.flatMap { write in
        (reads + opening.rereads(after: write, callsOfEach: 3)).map {
          ProbeTemplate($0.request, items: $0.items, setup: write.requests, principals: [write.principal])
        }
      }
    let plan = Plan(templates, of: Escalation.name, on: ground)
    let reduction = OutcomeReduction(
      search: CanarySearch(canaries: [], digests: [:], harmless: []), clock: Timestamps(runStartedAt: started.text))
    let outcomes = try await executor(first, plan) { reduction.outcome(of: $0) }.run(0..<plan.count)
    return writes.opened(by: plan, outcomes.map { $0.fingerprint })
  }
}

extension [PermittedWrite] {
  /// The writes with the reads behind them that are answered otherwise than without them.
  fileprivate func opened(by plan: Plan, _ answers: [UInt64]) -> [PermittedWrite] {
    var usual: [Asked: UInt64] = [:]
    var changed: [PermittedWrite: [ProbeTemplate]] = [:]
    for probe in answers.indices {
      let (entry, principal) = plan[probe]
      let asked = Asked(request: entry.template.request, principal: principal.name)
      if entry.template.setup.isEmpty {
        usual[asked] = answers[probe]
      } else if usual[asked] != answers[probe] {
        changed[PermittedWrite(entry.template.setup, by: principal.name), default: []].append(entry.template)
      }
    }
    return map { write in
      var write = write
      write.opened = changed[write] ?? []
      return write
    }
  }
}

private struct Asked: Hashable {
  var request: Request
  var principal: String
}

extension Response {
  /// Whether the write went through, and touched a row as far as the answer says.
  var wroteSomething: Bool {
    guard (200..<300).contains(status) else { return false }
    let range = headers.first { $0.name.lowercased() == "content-range" }?.value ?? ""
    return !range.hasSuffix("/0")
  }
}
