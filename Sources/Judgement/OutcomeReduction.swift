internal import PostgREST
package import Probes
internal import SQLText

/// Reduces an answer to what the judge needs, so that a plan of any length fits in memory.
package struct OutcomeReduction: Sendable {
  private let search: CanarySearch
  private let clock: Timestamps

  package init(search: CanarySearch, clock: Timestamps) {
    self.search = search
    self.clock = clock
  }

  package func outcome(of exchange: Exchange) -> Outcome {
    let response = exchange.response
    let text = exchange.text
    var outcome = Outcome(
      kind: Self.kind(status: response.status, code: response.code, body: response.body), status: response.status,
      code: response.code,
      message: response.code == nil ? nil : String(response.body.prefix(300)), isRaised: exchange.isRaised,
      fingerprint: clock.fingerprint(of: text),
      kept: search.sees(text) ? exchange : nil)
    (outcome.rows, outcome.total) = Self.counts(response)
    if exchange.isOfDomain { outcome.kind = .errored }
    return outcome
  }

  /// What `Content-Range: 0-24/100` tells: the rows of the answer, and those in all.
  private static func counts(_ response: Response) -> (rows: Int?, total: Int?) {
    guard let range = response.headers.first(where: { $0.name == "content-range" })?.value else { return (nil, nil) }
    let parts = range.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let ends = parts[0].split(separator: "-").compactMap { Int($0) }
    return (ends.count == 2 ? ends[1] - ends[0] + 1 : nil, parts.count == 2 ? Int(parts[1]) : nil)
  }

  /// How the question was met, by the code of the answer.
  static func kind(status: Int, code: String?, body: String) -> Outcome.Kind {
    guard let code else { return status < 400 && (body.isEmpty || body == "[]") ? .empty : .answered }
    switch code {
    case "42501": return .denied
    case "57014", "55P03": return .timedOut
    // The function or the table spoke: RAISE, a constraint, a transaction that may not write, a column that may not be set.
    case "25006", "44000", "21000", "428C9", "55000", "0A000": return .refused
    case let code where code.hasPrefix("P0") || code.hasPrefix("23") || code.hasPrefix("PT"): return .refused
    // No spelling tells overloads apart whose parameters have the same names: nobody can call them.
    case "PGRST203": return .refused
    // Nor can anybody say which type a polymorphic parameter has: PostgREST passes text of unknown type.
    case "42804" where body.contains("polymorphic"): return .refused
    case let code where code.hasPrefix("PGRST"): return .rejected
    case "08000", "08003", "08006", "57P01", "57P02", "57P03": return .lost
    default: return .errored
    }
  }
}

extension Timestamps {
  /// A hash of the text in which recent moments count for nothing.
  func fingerprint(of text: String) -> UInt64 { StableHash.fnv1a(masked(text).utf8) }
}

extension CanarySearch {
  /// Whether any canary, or enough of one, stands in the text.
  package func sees(_ text: String) -> Bool { !sightings(in: text).isEmpty }
}
