internal import JSONText
package import PostgREST
internal import Postgres
package import Probes
internal import SQLAnswers
internal import SQLText

/// Runs a plan against one world: each probe in a transaction of its own, rolled back, many of them on the way at once.
struct PlanExecutor: Sendable {
  /// Probes that are prepared while the ones before them are answered.
  private static let chunk = 192
  private let plan: Plan
  private let planner: Planner
  private let info: ConnectionInfo
  private let reduce: @Sendable (Exchange) -> Outcome
  /// What goes before each request of a principal, by name.
  private let preludes: [String: CallerPrelude]

  /// - Parameters:
  ///   - planner: over the surface that both worlds share.
  ///   - info: the authenticator's way into the world, as PostgREST logs in.
  ///   - reduce: keeps of an answer what the judge needs.
  init(
    plan: Plan, planner: Planner, info: ConnectionInfo, reduce: @escaping @Sendable (Exchange) -> Outcome
  ) {
    self.plan = plan
    self.planner = planner
    self.info = info
    self.reduce = reduce
    preludes = plan.preludes(facts: planner.facts.withoutTimeLimits)
  }

  /// Outcomes of a range of probes, in plan order.
  ///
  /// A probe during which the connection was lost is an outcome of its own; the run goes on with a new connection.
  ///
  /// - Throws: ``ConnectionFailure`` when no connection can be had any more.
  func run(_ probes: Range<Int>, progress: @Sendable (Int) -> Void = { _ in }) async throws -> [Outcome] {
    var outcomes: [Outcome] = []
    outcomes.reserveCapacity(probes.count)
    var session = try await Session(info)
    var asked = ask(from: probes.lowerBound, below: probes.upperBound, in: &session)
    while !asked.isEmpty {
      let start = probes.lowerBound + outcomes.count
      let (current, connection, timeouts) = (asked, session.connection, session.timeouts)
      async let answering = answer(current, from: start, on: connection, timeouts)
      // The next probes are planned while the server works on these.
      asked = ask(from: start + current.count, below: probes.upperBound, in: &session)
      var answered: [Outcome]
      (answered, session.timeouts) = try await answering
      let isOpen = await connection.isOpen
      if answered.count < current.count || answered.last?.kind == .lost || !isOpen {
        session = try await session.replaced(info)
        asked = ask(from: start + answered.count, below: probes.upperBound, in: &session)
      }
      // The statement had been refused to the probe before, and was parsed no more.
      let unparsed = answered.indices.filter { answered[$0].code == "26000" }
      for (index, exchange) in zip(unparsed, try await exchanges(unparsed.map { start + $0 })) {
        answered[index] = reduce(exchange)
      }
      outcomes += answered
      progress(answered.count)
    }
    await session.connection.close()
    return outcomes
  }

  /// The full answers of some probes, each asked afresh.
  ///
  /// One that costs its connection is answered with what became of it.
  func exchanges(_ probes: [Int]) async throws -> [Exchange] {
    guard !probes.isEmpty else { return [] }
    var session = try await Session(info)
    var exchanges: [Exchange] = []
    while exchanges.count < probes.count {
      let asked = probes[exchanges.count..<min(exchanges.count + Self.chunk, probes.count)].map {
        prepare($0, in: &session, afresh: true)
      }
      exchanges += try await session.connection.exchanges(for: asked)
      let isOpen = await session.connection.isOpen
      if !isOpen, exchanges.count < probes.count { session = try await session.replaced(info) }
    }
    await session.connection.close()
    return exchanges
  }

  private struct Session {
    var connection: Connection
    var writer = SegmentWriter()
    var timeouts = TimeoutBudget()

    init(_ info: ConnectionInfo) async throws { connection = try await Connection(info, limits: .probes) }

    /// Another session in the place of one that was lost or given up, whose server process may still have work to do.
    func replaced(_ info: ConnectionInfo) async throws -> Session {
      await connection.abandon()
      var next = try await Session(info)
      next.timeouts = timeouts
      return next
    }
  }

  private func ask(from start: Int, below end: Int, in session: inout Session) -> [PreparedProbe] {
    (start..<max(start, min(start + Self.chunk, end))).map { prepare($0, in: &session, afresh: false) }
  }

  private func prepare(_ probe: Int, in session: inout Session, afresh: Bool) -> PreparedProbe {
    let (entry, principal) = plan[probe]
    if !session.timeouts.isUntouched, session.timeouts.isExhausted(for: asked(probe)) { return .passedOver }
    return PreparedProbe(
      chain: entry.template.setup + [entry.template.request],
      by: preludes[principal.name] ?? CallerPrelude(principal.caller, facts: planner.facts),
      after: entry.template.predecessor.flatMap { before in preludes[before.name].map { ($0, before.commits) } },
      planner: planner,
      writer: &session.writer,
      afresh: afresh)
  }

  private func asked(_ probe: Int) -> Asked {
    let (entry, principal) = plan[probe]
    return Asked(entry.template, as: principal.role)
  }

  /// The outcomes of prepared probes, up to one that cost the connection or ended what it asks.
  private func answer(
    _ probes: [PreparedProbe], from start: Int, on connection: Connection, _ timeouts: TimeoutBudget
  ) async throws -> ([Outcome], TimeoutBudget) {
    try await connection.outcomes(of: probes, timeouts) { index, answers, timeouts in
      if let message = answers.lazy.compactMap(\.loss).first {
        return (Outcome(kind: .lost, status: 0, message: "the connection was lost: \(message)"), false)
      }
      let outcome = reduce(probes[index].exchange(from: answers))
      let givenUp = answers.contains { $0.givenUp != nil }
      return (outcome, !timeouts.ends(after: outcome, givenUp: givenUp, of: asked(start + index)) && !givenUp)
    }
  }
}

extension Answer {
  /// What libpq said when the connection was lost before this answer; nil when it was not.
  var loss: String? {
    if case .lost(let message) = self { message } else { nil }
  }

  var isLost: Bool { loss != nil }
}

extension Connection {
  /// What became of every probe until the reading is ended.
  func outcomes(
    of probes: [PreparedProbe], _ timeouts: TimeoutBudget,
    _ read: @Sendable (Int, [Answer], inout TimeoutBudget) -> (Outcome, goesOn: Bool)
  ) throws -> ([Outcome], TimeoutBudget) {
    var timeouts = timeouts
    var outcomes: [Outcome] = []
    try put(probes) { index, answers in
      let (outcome, goesOn) = read(index, answers, &timeouts)
      outcomes.append(outcome)
      return goesOn
    }
    return (outcomes, timeouts)
  }

  /// What was answered to every probe, up to one that cost the connection; then the connection is closed.
  func exchanges(for probes: [PreparedProbe]) throws -> [Exchange] {
    var exchanges: [Exchange] = []
    var isLost = false
    try put(probes) { index, answers in
      exchanges.append(probes[index].exchange(from: answers))
      isLost = answers.contains(where: \.isLost)
      return !isLost
    }
    if isLost { abandon() }
    return exchanges
  }

  /// Sends the probes, each of which has the time of a statement for each of its requests.
  private func put(_ probes: [PreparedProbe], receive: (Int, [Answer]) -> Bool) throws {
    let segments = probes.map(\.segment)
    try pipeline(
      segments, within: { AnswerLimits.probes.statement * max(1, probes[$0].requests) }, receive: receive)
  }
}

extension Principal {
  /// The principal as PostgREST meets it.
  package var caller: Caller {
    Caller(
      role: role, claims: claims, headers: headers.sorted { $0.key < $1.key }.map { Header($0.key, $0.value) })
  }
}

extension Plan {
  /// Claims are sorted and printed once for each principal, not for each probe.
  func preludes(facts: SessionFacts) -> [String: CallerPrelude] {
    Dictionary(principals.map { ($0.name, CallerPrelude($0.caller, facts: facts)) }) { first, _ in first }
  }
}
