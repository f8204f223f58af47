internal import JSONText
package import PostgREST
package import Postgres
package import Probes

/// Runs a plan against one world: each probe in a transaction of its own, rolled back, many of them on the way at once.
package struct PlanExecutor: Sendable {
  /// Probes that are prepared while the ones before them are answered.
  private static let chunk = 192
  private let plan: Plan
  private let planner: Planner
  private let info: ConnectionInfo
  private let reduce: @Sendable (Exchange) -> Outcome

  /// - Parameters:
  ///   - planner: over the surface that both worlds share.
  ///   - info: the authenticator's way into the world, as PostgREST logs in.
  ///   - reduce: keeps of an answer what the judge needs.
  package init(
    plan: Plan, planner: Planner, info: ConnectionInfo, reduce: @escaping @Sendable (Exchange) -> Outcome
  ) {
    self.plan = plan
    self.planner = planner
    self.info = info
    self.reduce = reduce
  }

  /// Outcomes of a range of probes, in plan order.
  ///
  /// A probe during which the connection was lost is an outcome of its own; the run goes on with a new connection.
  ///
  /// - Throws: ``ConnectionFailure`` when no connection can be had any more.
  package func run(_ probes: Range<Int>, progress: @Sendable (Int) -> Void = { _ in }) async throws -> [Outcome] {
    var outcomes: [Outcome] = []
    outcomes.reserveCapacity(probes.count)
    var session = try await Session(info)
    var start = probes.lowerBound
    while start < probes.upperBound {
      let end = min(start + Self.chunk, probes.upperBound)
      let asked = ask(start..<end, writing: &session.writer, afresh: false)
      var answered = try await answer(asked, on: session.connection)
      if let lost = answered.firstIndex(where: { $0.kind == .lost }) {
        answered.removeSubrange((lost + 1)...)
        session = try await Session(info)
      }
      for index in answered.indices where answered[index].needsFreshParse {
        answered[index] = try await again(start + index, on: &session)
      }
      if !answered.isEmpty, answered.contains(where: \.brokeParse) { session.writer.forget() }
      start += answered.count
      outcomes += answered.map(\.outcome)
      progress(answered.count)
    }
    await session.connection.close()
    return outcomes
  }

  /// The full answers of some probes, each asked afresh.
  package func exchanges(_ probes: [Int]) async throws -> [Exchange] {
    let session = try await Session(info)
    var writer = session.writer
    var exchanges: [Exchange] = []
    for start in stride(from: 0, to: probes.count, by: Self.chunk) {
      let asked = probes[start..<min(start + Self.chunk, probes.count)].map {
        question($0, writing: &writer, afresh: true)
      }
      let segments = asked.map(\.segment)
      let answers = try await session.connection.answers(to: segments)
      exchanges += zip(asked, answers).map { $0.exchange(from: $1) }
    }
    await session.connection.close()
    return exchanges
  }

  private struct Session {
    var connection: Connection
    var writer = SegmentWriter()

    init(_ info: ConnectionInfo) async throws { connection = try await Connection(info) }
  }

  private func ask(_ probes: Range<Int>, writing writer: inout SegmentWriter, afresh: Bool) -> [Question] {
    probes.map { question($0, writing: &writer, afresh: afresh) }
  }

  private func question(_ probe: Int, writing writer: inout SegmentWriter, afresh: Bool) -> Question {
    let (entry, principal) = plan[probe]
    let caller = Caller(
      role: principal.role, claims: principal.claims,
      headers: principal.headers.sorted { $0.key < $1.key }.map { Header($0.key, $0.value) })
    return Question(
      chain: entry.draft.setup + [entry.draft.request], caller: caller, planner: planner, writer: &writer,
      afresh: afresh)
  }

  private func answer(_ questions: [Question], on connection: Connection) async throws -> [Reduced] {
    let answers = try await connection.answers(to: questions.map(\.segment))
    return zip(questions, answers).map { question, answers in
      if answers.contains(where: \.isLost) {
        return Reduced(outcome: Outcome(kind: .lost, status: 0, message: "the connection was lost"), kind: .lost)
      }
      let exchange = question.exchange(from: answers)
      return Reduced(
        outcome: reduce(exchange), kind: .answered, needsFreshParse: exchange.response.code == "26000",
        brokeParse: exchange.response.code != nil)
    }
  }

  private func again(_ probe: Int, on session: inout Session) async throws -> Reduced {
    let asked = question(probe, writing: &session.writer, afresh: true)
    return try await answer([asked], on: session.connection)[0]
  }
}

private struct Reduced: Sendable {
  enum Kind { case answered, lost }
  var outcome: Outcome
  var kind: Kind
  /// The statement that it relied on had been refused: 26000.
  var needsFreshParse = false
  var brokeParse = false
}

extension Answer {
  var isLost: Bool {
    if case .lost = self { true } else { false }
  }
}

extension Connection {
  /// The answers to every segment, in order.
  func answers(to segments: [PipelineSegment]) throws -> [[Answer]] {
    var all = [[Answer]](repeating: [], count: segments.count)
    try pipeline(segments) { index, answers in all[index] = answers }
    return all
  }
}
