import Execution
import PostgREST
import Postgres
import Probes
import SQLAnswers
import SQLText

/// A world to which a plan is put as one would by hand: one `PQexecParams` a statement, each waiting for its answer.
///
/// The yardstick that ``DatabaseTarget`` is measured against; it parses, binds and answers the same statements.
struct RoundTripTarget: Target {
  let planner: Planner
  let database: Database

  func run(
    _ plan: Plan, in world: World, reduce: @escaping @Sendable (Exchange) -> Outcome,
    progress: @escaping @Sendable (Int) -> Void
  ) async throws -> [Outcome] {
    try await exchanges(Array(0..<plan.count), of: plan, in: world).map(reduce)
  }

  func exchanges(_ probes: [Int], of plan: Plan, in world: World) async throws -> [Exchange] {
    let connection = try await database.connect(as: planner.settings.authenticatorRole)
    var exchanges: [Exchange] = []
    for probe in probes {
      let (entry, principal) = plan[probe]
      var writer = SegmentWriter()
      let prepared = PreparedProbe(
        chain: entry.template.setup + [entry.template.request],
        by: CallerPrelude(principal.caller, facts: planner.facts), planner: planner, writer: &writer, afresh: true)
      exchanges.append(prepared.exchange(from: try await connection.oneByOne(prepared.segment)))
    }
    await connection.close()
    return exchanges
  }
}

extension Connection {
  /// Each step by a round trip of its own; what follows a failure is skipped, as in a pipeline.
  fileprivate func oneByOne(_ segment: PipelineSegment) throws -> [Answer] {
    var texts: [String: (text: String, types: [Parameter.DeclaredType])] = [:]
    var failed = false
    return try segment.map { step in
      guard !failed else { return .skipped }
      let answer: Answer
      switch step {
      case .prepare(let name, let text, let types):
        texts[name] = (text, types)
        answer = .command(tag: "PREPARE", notices: [])
      case .query(let text, let parameters): answer = try self.answer(text, parameters)
      case .execute(let name, let values):
        let (text, types) = texts[name] ?? ("", [])
        answer = try self.answer(text, zip(values, types).map { Parameter($0, type: $1) })
      }
      failed = answer.failure != nil
      return answer
    }
  }
}
