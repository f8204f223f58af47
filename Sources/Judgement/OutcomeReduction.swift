internal import PostgREST
package import Probes

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
    outcome.rows = Self.rows(response)
    if exchange.isOfDomain { outcome.kind = .errored }
    return outcome
  }

  /// The rows that `Content-Range: 0-24/*` tells of.
  private static func rows(_ response: Response) -> Int? {
    guard let range = response.headers.first(where: { $0.name == "content-range" })?.value.prefix(while: { $0 != "/" })
    else { return nil }
    let ends = range.split(separator: "-").compactMap { Int($0) }
    return ends.count == 2 ? ends[1] - ends[0] + 1 : nil
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
  /// A hash of the text in which recent moments count for nothing (FNV-1a).
  func fingerprint(of text: String) -> UInt64 {
    masked(text).utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension CanarySearch {
  /// Whether any canary, or enough of one, stands in the text.
  package func sees(_ text: String) -> Bool { !sightings(in: text).isEmpty }
}
