internal import FoundationEssentials

/// A point in time as reports write it, and a clock to measure with.
package struct RunClock: Sendable {
  private let instant = ContinuousClock.now
  private let date = Date()

  package static var now: RunClock { RunClock() }

  /// `2026-11-20T12:00:00Z`.
  package var text: String { date.formatted(.iso8601) }

  /// `2026-11-20`.
  package var day: String { String(text.prefix(10)) }

  /// Seconds since.
  package var elapsed: Double {
    let passed = instant.duration(to: .now).components
    return Double(passed.seconds) + Double(passed.attoseconds) / 1e18
  }
}
