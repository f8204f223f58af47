import Postgres

/// How long a server takes to its first answer: from a kept cluster, and with `initdb` first.
struct StartMeasurement {
  /// Seconds.
  var fromCache: [Double] = []
  var fromInitdb: [Double] = []

  static func take(rounds: Int) async throws -> StartMeasurement {
    // Fills the user's cache where this is the first run.
    _ = try await seconds(EphemeralServer.Options())
    var measured = StartMeasurement()
    for _ in 0..<rounds {
      measured.fromCache.append(try await seconds(EphemeralServer.Options()))
      // No folder can be made there, and without a cache every run makes its own cluster.
      measured.fromInitdb.append(try await seconds(EphemeralServer.Options(cache: "/dev/null")))
    }
    return measured
  }

  private static func seconds(_ options: EphemeralServer.Options) async throws -> Double {
    let start = ContinuousClock.now
    let server = try await EphemeralServer.start(options)
    let passed = start.duration(to: .now).components
    await server.stop()
    return Double(passed.seconds) + Double(passed.attoseconds) / 1e18
  }
}
