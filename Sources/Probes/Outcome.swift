package import PostgREST

/// What came back from one probe in one world, reduced to what the judge needs.
package struct Outcome: Hashable, Sendable, Codable {
  /// Whether the question was put, and how it was met.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Rows, or a value.
    case answered
    /// An answer without rows.
    case empty
    /// Refused by Postgres for want of a right (42501), or for the row's sake by a policy.
    case denied
    /// Refused by the function or table itself: RAISE, a constraint, a read-only transaction.
    case refused
    /// Refused by PostgREST before Postgres was asked.
    case rejected
    /// An error of the request's or the project's making, before the question was met.
    case errored
    case timedOut = "timed_out"
    case lost

    /// Whether the door itself answered, so that it counts as tried.
    package var reachedTheDoor: Bool {
      switch self {
      case .answered, .empty, .denied, .refused: true
      case .rejected, .errored, .timedOut, .lost: false
      }
    }
  }

  package var kind: Kind
  package var status: Int
  package var code: String?
  /// The error's message, where there is one.
  package var message: String?
  /// Whether a RAISE of the project's own ended it.
  package var isRaised: Bool
  /// Over everything a client sees, times aside: equal answers have equal fingerprints.
  package var fingerprint: UInt64
  /// Rows of the answer, as Content-Range counts them; nil where it counts none.
  package var rows: Int?
  /// Rows in all, as Content-Range counts them; nil where it counts none.
  package var total: Int?
  /// The whole answer, kept only where a secret was seen in it.
  package var kept: Exchange?

  /// Whether a write went through, and touched a row as far as the answer says.
  package var wroteSomething: Bool { (200..<300).contains(status) && total != 0 }

  package init(
    kind: Kind, status: Int, code: String? = nil, message: String? = nil, isRaised: Bool = false,
    fingerprint: UInt64 = 0, kept: Exchange? = nil
  ) {
    self.kind = kind
    self.status = status
    self.code = code
    self.message = message
    self.isRaised = isRaised
    self.fingerprint = fingerprint
    self.kept = kept
  }
}

/// An answer in full: the response, and what the server said beside it.
package struct Exchange: Hashable, Sendable, Codable {
  package var response: Response
  /// Messages of notices and warnings, with their details and hints.
  package var notices: [String]
  /// Whether it is the error of a RAISE.
  package var isRaised: Bool
  /// Whether a value was refused by its own type, a domain, before anything was asked of a table.
  package var isOfDomain = false

  package init(response: Response, notices: [String] = [], isRaised: Bool = false) {
    self.response = response
    self.notices = notices
    self.isRaised = isRaised
  }

  /// Status, headers, body and notices in one text: all that can differ.
  package var text: String {
    let headers = response.headers.map { "\($0.name): \($0.value)" }
    return (["\(response.status)"] + headers + [response.body] + notices).joined(separator: "\n")
  }
}
