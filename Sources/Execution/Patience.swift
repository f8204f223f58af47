internal import PostgREST
internal import Probes

/// How long statements may take, and which functions took that long too often to be asked again.
struct Patience: Sendable {
  /// Seconds and not less: a busy machine must not turn an ordinary statement into one that hangs.
  static let limits = "set statement_timeout = '3s'; set lock_timeout = '1s'"
  private static let mostTimeouts = 2
  private var timeouts: [SurfaceItem: Int] = [:]

  func isExhausted(for draft: Draft) -> Bool {
    draft.items.contains { timeouts[$0, default: 0] >= Self.mostTimeouts }
  }

  /// Counts an outcome; true when from now on something is passed over that was not before.
  mutating func ends(after outcome: Outcome, of draft: Draft) -> Bool {
    guard outcome.kind == .timedOut, !isExhausted(for: draft) else { return false }
    for case .function(let oid) in draft.items { timeouts[.function(oid), default: 0] += 1 }
    return isExhausted(for: draft)
  }
}

extension SessionFacts {
  /// Without the roles' own time limits, which may be minutes, or none.
  var withoutTimeout: SessionFacts {
    var facts = self
    facts.roleSettings = facts.roleSettings.mapValues { $0.filter { $0.name != "statement_timeout" } }
    return facts
  }
}

extension Question {
  /// Put to nobody: what it asks timed out before.
  static let passedOver = Question(refusal: APIError(500, "57014", "not asked again: earlier calls timed out"))
}
