internal import Judgement
internal import Probes

/// A run in one line: what it concluded, and what a reader must not overlook beside it.
struct Headline {
  private let report: Report

  init(_ report: Report) { self.report = report }

  /// `proved`, `leaked` or `unproven`.
  var word: String { report.conclusion.rawValue }

  /// Everything behind the word.
  var rest: String {
    switch report.conclusion {
    case .proved: "\(excused(joinedBy: ", but ")): \(nothingLeaked), \(tried), every control passed\(rawSQL(", but "))"
    case .leaked: ": \(leaks)\(excused(joinedBy: ", beside "))"
    case .unproven:
      "\(excused(joinedBy: ", with ")): \(nothingLeaked), but the run does not prove it\(rawSQL(", and "))"
    }
  }

  private var nothingLeaked: String { excusedCount > 0 ? "nothing else leaked" : "nothing leaked" }

  private var tried: String {
    let skipped = report.verdict.coverage.skipped.count
    return skipped > 0 ? "all was tried but \(count(skipped, "skipped item"))" : "everything was tried"
  }

  /// Findings that fail the run through the API, then those of a raw SQL session.
  private var leaks: String {
    let open = report.verdict.findings.filter(report.gate.fails)
    let served = open.filter { $0.reach != .sql }
    let counted = served.isEmpty ? open : served
    let secrets = count(Set(counted.map(\.secret)).count, "secret gets", "secrets get")
    let doors = count(Set(counted.map(\.door)).count, served.isEmpty ? "place" : "door")
    let reach = served.map(\.reach).min()?.rawValue ?? "a raw SQL session"
    let more = served.isEmpty || rawSQLCount == 0 ? "" : ", and \(rawSQLCount) more in reach of a raw SQL session"
    return "\(secrets) out through \(doors), as far as \(reach)\(more)"
  }

  private func rawSQL(_ joint: String) -> String {
    guard rawSQLCount > 0 else { return "" }
    return "\(joint)\(count(rawSQLCount, "place is", "places are")) in reach of a raw SQL session"
  }

  private var rawSQLCount: Int { report.verdict.findings.count { $0.reach == .sql } }

  private func excused(joinedBy joint: String) -> String {
    excusedCount > 0 ? "\(joint)\(count(excusedCount, "leak")) allowed" : ""
  }

  /// What the settings allow, and what `--fail-on` tolerates.
  private var excusedCount: Int {
    let tolerated = report.verdict.findings.count { $0.reach != .sql && !report.gate.fails($0) }
    return report.verdict.allowed.count + tolerated
  }

  private func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }
}
