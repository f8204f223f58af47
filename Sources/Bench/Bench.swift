import Assessment
import Postgres
import Settings

/// What `ci/bench` runs: figures as ratios, each measured side by side in one run.
@main
struct Bench {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else {
      print("usage: bench SETTINGS")
      return
    }
    let measured = try await ExecutionMeasurement.take(
      settings: try ProjectSettings.load(file: arguments[1]), atLeast: 6_000, rounds: 5)
    let pipelined = median(measured.pipelined)
    let roundTrips = median(measured.roundTrips)
    print("plan of \(measured.probes) probes, one connection, medians of \(measured.pipelined.count)")
    print("  pipelined    \(Int(pipelined)) probes/s")
    print("  round trips  \(Int(roundTrips)) probes/s")
    print("  ratio        \(hundredths(pipelined / roundTrips)) (at least 2 wanted)")
    try await showStart()
    for script in arguments.dropFirst(2) { try await showPlanning(script) }
  }

  private static func showPlanning(_ script: String) async throws {
    let measured = try await PlanningMeasurement.take(script: script)
    print(
      "\(script): \(measured.relations) relations, \(measured.relationships) relationships, \(measured.probes) probes")
    print(
      "  catalog \(milliseconds(measured.reading)), schema cache \(milliseconds(measured.exposing)), plan \(milliseconds(measured.planning))"
    )
    print("  in all  \(milliseconds(measured.total))")
  }

  private static func milliseconds(_ seconds: Double) -> String { "\(Int(seconds * 1000)) ms" }

  private static func showStart() async throws {
    let measured = try await StartMeasurement.take(rounds: 7)
    let (cached, initialized) = (median(measured.fromCache), median(measured.fromInitdb))
    print("start of a server, medians of \(measured.fromCache.count)")
    print("  from the cache  \(Int(cached * 1000)) ms")
    print("  initdb + start  \(Int(initialized * 1000)) ms")
    print("  ratio           \(hundredths(cached / initialized)) (at most 0.4 wanted)")
  }

  static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
  static func hundredths(_ value: Double) -> String { "\(Int(value)).\(Int(value * 10) % 10)\(Int(value * 100) % 10)" }
}
