internal import Execution
internal import Judgement
internal import Postgres
internal import Probes

/// Probes a second of the executor on one connection, against one round trip a statement: same plan, same server, same run.
package struct ExecutionMeasurement: Sendable {
  package let probes: Int
  /// Probes a second.
  package let pipelined: [Double]
  package let roundTrips: [Double]

  /// - Parameter rounds: how often each way is measured, in turns.
  package static func take(settings: Settings, atLeast probes: Int, rounds: Int) async throws -> ExecutionMeasurement {
    let started = Moment.now
    let site = try await Site.open(settings, RunOptions()) { _ in }
    let stage = try await Stage.set(site, settings, RunOptions(), seed: "be", tell: { _ in })
    let plan = Plan.of(stage.families, on: stage.ground).repeated(toAtLeast: probes)
    let search = CanarySearch(canaries: stage.ground.canaries)
    let reduction = OutcomeReduction(search: search, clock: Timestamps(runStartedAt: started.text))
    let reduce: @Sendable (Exchange) -> Outcome = { reduction.outcome(of: $0) }
    let info = stage.session(in: .first)
    let pipeline = PlanExecutor(plan: plan, planner: stage.planner, info: info, reduce: reduce)
    let roundTrip = RoundTripExecutor(plan: plan, planner: stage.planner, info: info, reduce: reduce)
    var rates: (pipelined: [Double], roundTrips: [Double]) = ([], [])
    for _ in 0..<rounds {
      rates.pipelined.append(try await rate(plan.count) { _ = try await pipeline.run(0..<plan.count) })
      rates.roundTrips.append(try await rate(plan.count) { _ = try await roundTrip.run(0..<plan.count) })
    }
    await site.close()
    return ExecutionMeasurement(probes: plan.count, pipelined: rates.pipelined, roundTrips: rates.roundTrips)
  }

  private static func rate(_ probes: Int, _ work: () async throws -> Void) async throws -> Double {
    let start = Moment.now
    try await work()
    return Double(probes) / start.elapsed
  }
}

extension Plan {
  /// The plan again and again, until it is long enough to be timed.
  fileprivate func repeated(toAtLeast probes: Int) -> Plan {
    guard count > 0 else { return self }
    let times = (probes + count - 1) / count
    return Plan(principals: principals, entries: Array(repeatElement(entries, count: max(1, times)).joined()))
  }
}
