/// What the `Prefer` headers ask for.
package struct Preferences: Hashable, Sendable {
  package enum Return: String, Hashable, Sendable, CaseIterable {
    case representation, minimal
    case headersOnly = "headers-only"
  }
  package enum Resolution: String, Hashable, Sendable, CaseIterable {
    case mergeDuplicates = "merge-duplicates"
    case ignoreDuplicates = "ignore-duplicates"
  }
  package enum Count: String, Hashable, Sendable, CaseIterable { case exact, planned, estimated }
  package enum Transaction: String, Hashable, Sendable, CaseIterable { case commit, rollback }
  package enum Missing: String, Hashable, Sendable, CaseIterable {
    case `default`, null
  }
  package enum Handling: String, Hashable, Sendable, CaseIterable { case strict, lenient }

  package var resolution: Resolution?
  package var returning: Return?
  package var count: Count?
  package var transaction: Transaction?
  package var missing: Missing?
  package var handling: Handling?
  package var timezone: String?
  package var maxAffected: Int?
  /// What PostgREST does not know; an error under `handling=strict`.
  package var unknown: [String]

  package init(
    resolution: Resolution? = nil, returning: Return? = nil, count: Count? = nil, transaction: Transaction? = nil,
    missing: Missing? = nil, handling: Handling? = nil, timezone: String? = nil, maxAffected: Int? = nil,
    unknown: [String] = []
  ) {
    self.resolution = resolution
    self.returning = returning
    self.count = count
    self.transaction = transaction
    self.missing = missing
    self.handling = handling
    self.timezone = timezone
    self.maxAffected = maxAffected
    self.unknown = unknown
  }

  /// The preferences as one header value lists them; empty when nothing is asked for.
  package var text: String {
    let known: [String?] = [
      resolution.map { "resolution=\($0.rawValue)" }, missing.map { "missing=\($0.rawValue)" },
      returning.map { "return=\($0.rawValue)" }, count.map { "count=\($0.rawValue)" },
      transaction.map { "tx=\($0.rawValue)" }, handling.map { "handling=\($0.rawValue)" },
      timezone.map { "timezone=\($0)" }, maxAffected.map { "max-affected=\($0)" },
    ]
    return (known.compactMap(\.self) + unknown).joined(separator: ", ")
  }
}
