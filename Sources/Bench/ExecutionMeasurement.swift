import Assessment
import Execution
import Judgement
import Postgres
import Probes
internal import Provisioning
import Settings

/// Probes a second of the executor on one connection, against one round trip a statement: same plan, same server, same run.
struct ExecutionMeasurement {
  let probes: Int
  /// Probes a second.
  let pipelined: [Double]
  let roundTrips: [Double]

  /// - Parameter rounds: how often each way is measured, in turns.
  static func take(
    settings: ProjectSettings, atLeast probes: Int, rounds: Int
  ) async throws -> ExecutionMeasurement {
    let started = RunClock.now
    let project = try await ProjectServer.open(settings, RunOptions()) { _ in }
    let prepared = try await PreparedRun.set(project, settings, RunOptions(), seed: "be") { _ in }
    let stage = prepared.stage
    let plan = Plan.of(prepared.families, in: stage.context).repeated(toAtLeast: probes)
    let reduction = OutcomeReduction(
      search: CanarySearch(canaries: stage.context.population.canaries),
      clock: Timestamps(runStartedAt: started.text))
    let roundTrip = RoundTripTarget(planner: stage.planner, database: stage.worlds.first)
    var rates: (pipelined: [Double], roundTrips: [Double]) = ([], [])
    for _ in 0..<rounds {
      rates.pipelined.append(try await rate(of: plan, put: stage.target, reduction))
      rates.roundTrips.append(try await rate(of: plan, put: roundTrip, reduction))
    }
    await project.close()
    return ExecutionMeasurement(probes: plan.count, pipelined: rates.pipelined, roundTrips: rates.roundTrips)
  }

  private static func rate(of plan: Plan, put target: any Target, _ reduction: OutcomeReduction) async throws -> Double
  {
    let start = RunClock.now
    _ = try await target.run(plan, in: .first) { reduction.outcome(of: $0) }
    return Double(plan.count) / start.elapsed
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
