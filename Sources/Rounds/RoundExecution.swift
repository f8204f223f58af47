internal import Judgement
internal import PostgREST
package import Probes

/// The one effect of a run: what a round asks is put to the target.
extension ProbeRun {
  func answers(
    to round: Round, of plan: Plan, _ progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws -> RoundAnswers {
    switch round {
    case .searching(_, let plan): .found(try await found(plan))
    case .probing(let plan): .outcomes(try await outcomes(of: plan) { progress($0, plan.count) })
    case .paging(let plan): .outcomes(try await outcomes(of: plan))
    case .repeating(let probes): .again(try await again(probes, of: plan, by: [target, target]))
    case .remaking(let probes): .again(try await again(probes, of: plan, by: [target] + remade()))
    }
  }

  /// A search asks what is answered otherwise, not what is shown.
  private func found(_ plan: Plan) async throws -> [Outcome] {
    let reduction = OutcomeReduction(search: CanarySearch(canaries: []), clock: terms.clock)
    return try await target.run(asked(plan, in: .first), in: .first) { reduction.outcome(of: $0) }
  }

  /// What both worlds answer to a plan.
  private func outcomes(
    of plan: Plan, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> WorldOutcomes {
    async let first = outcomes(of: plan, in: .first, progress: progress)
    async let second = outcomes(of: plan, in: .second)
    return WorldOutcomes(first: try await first, second: try await second)
  }

  /// What one world answers to a plan.
  package func outcomes(
    of plan: Plan, in world: World, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> [Outcome] {
    let reduction = reduction
    return try await target.run(
      asked(plan, in: world), in: world, reduce: { reduction.outcome(of: $0) }, progress: progress)
  }

  /// The whole answers of a plan's probes in the first world.
  package func exchanges(of plan: Plan) async throws -> [Exchange] {
    try await target.exchanges(Array(0..<plan.count), of: asked(plan, in: .first), in: .first)
  }

  private func remade() async throws -> [any Target] {
    guard let replica else { return [] }
    return [try await replica()]
  }

  /// Asks again, what reads before what writes: rows that were rolled back make tables larger, and plans of reads dearer.
  private func again(_ probes: [Int], of plan: Plan, by targets: [any Target]) async throws -> [Int: AskedAgain] {
    let isRead = { (probe: Int) in [.get, .head].contains(plan[probe].entry.template.request.method) }
    let reads = try await allAgain(probes.filter(isRead), of: plan, by: targets)
    let writes = try await allAgain(probes.filter { !isRead($0) }, of: plan, by: targets)
    return reads.merging(writes) { read, _ in read }
  }

  private func allAgain(_ probes: [Int], of plan: Plan, by targets: [any Target]) async throws -> [Int: AskedAgain] {
    guard !probes.isEmpty else { return [:] }
    async let first = exchanges(probes, of: asked(plan, in: .first), in: .first, by: targets)
    async let second = exchanges(probes, of: asked(plan, in: .second), in: .second, by: targets)
    let (a, b) = (try await first, try await second)
    return Dictionary(
      uniqueKeysWithValues: probes.enumerated().map { index, probe in
        (probe, AskedAgain(first: a.map { $0[index] }, second: b.map { $0[index] }))
      })
  }

  private func exchanges(
    _ probes: [Int], of plan: Plan, in world: World, by targets: [any Target]
  ) async throws -> [[Exchange]] {
    var exchanges: [[Exchange]] = []
    for target in targets { exchanges.append(try await target.exchanges(probes, of: plan, in: world)) }
    return exchanges
  }

  /// The plan by the principals as they are in a world.
  private func asked(_ plan: Plan, in world: World) -> Plan {
    plan.asked(in: world, context.population.canaries, search)
  }
}
