internal import PostgREST
internal import Postgres
internal import Probes
internal import SQLText

extension AnswerLimits {
  /// For probes, each time for one request: seconds and not less on the server, since a busy machine must not turn an ordinary
  /// statement into one that hangs, and two more for what does not heed its cancellation.
  static let probes = AnswerLimits(
    statement: .seconds(5), script: .seconds(60), bytes: 64 << 20, statementOnServer: .seconds(3),
    lockOnServer: .seconds(1))
}

/// What took so long too often that it is not asked again.
struct TimeoutBudget: Sendable {
  /// What a time-out says something about.
  fileprivate enum Subject: Hashable {
    case function(SurfaceItem)
    /// Reads or writes of relations as one role; of several it is not known which one takes so long.
    case relations(Set<QualifiedName>, role: String, writes: Bool)

    /// What a time-out weighs that the server made, one that cost the connection, and what is too much.
    var weights: (ordinary: Int, givenUp: Int, most: Int) {
      if case .function = self { (1, 1, 2) } else { (1, 4, 8) }
    }
  }

  private var timeouts: [Subject: Int] = [:]

  func isExhausted(for asked: Asked) -> Bool {
    (asked.subjects + asked.parts).contains { timeouts[$0, default: 0] >= $0.weights.most }
  }

  /// Counts an outcome; true when from now on something is passed over that was not before.
  mutating func ends(after outcome: Outcome, givenUp: Bool, of asked: @autoclosure () -> Asked) -> Bool {
    guard outcome.kind == .timedOut else { return false }
    let asked = asked()
    guard !isExhausted(for: asked) else { return false }
    for subject in asked.subjects {
      timeouts[subject, default: 0] += givenUp ? subject.weights.givenUp : subject.weights.ordinary
    }
    return isExhausted(for: asked)
  }

  /// Whether anything timed out at all.
  var isUntouched: Bool { timeouts.isEmpty }
}

/// What a template asks as one role, as far as time goes.
struct Asked {
  fileprivate var subjects: [TimeoutBudget.Subject]
  /// The relations one by one.
  fileprivate var parts: [TimeoutBudget.Subject] = []

  init(_ template: ProbeTemplate, as role: String) {
    subjects = template.items.compactMap { if case .function = $0 { .function($0) } else { nil } }
    guard subjects.isEmpty else { return }
    let writes = !template.setup.isEmpty || ![.get, .head].contains(template.request.method)
    let relations = Set(template.items.flatMap { Self.relations(of: $0) })
    subjects = relations.isEmpty ? [] : [.relations(relations, role: role, writes: writes)]
    parts = relations.map { .relations([$0], role: role, writes: writes) }
  }

  private static func relations(of item: SurfaceItem) -> [QualifiedName] {
    switch item {
    case .relation(let name), .column(let name, _), .computedField(let name, _): [name]
    case .relationship(let relationship): [relationship.source, relationship.target]
    case .function: []
    }
  }
}

extension SessionFacts {
  /// Without the roles' own time limits, which may be minutes, a millisecond, or none: ours stand in their place.
  var withoutTimeLimits: SessionFacts {
    var facts = self
    facts.roleSettings = facts.roleSettings.mapValues { settings in
      settings.filter { !Self.timeLimits.contains($0.name) }
    }
    return facts
  }

  private static let timeLimits: Set = [
    "statement_timeout", "lock_timeout", "transaction_timeout", "idle_session_timeout",
    "idle_in_transaction_session_timeout",
  ]
}

extension PreparedProbe {
  /// Put to nobody: what it asks timed out before.
  static let passedOver = PreparedProbe(refusal: APIError(500, "57014", "not asked again: earlier requests timed out"))
}
