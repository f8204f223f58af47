package import PostgREST
package import Postgres
package import Probes
internal import SQLText

/// Runs a plan as one would by hand: one `PQexecParams` a statement, each waiting for its answer.
///
/// The yardstick that ``PlanExecutor`` is measured against; it parses, binds and answers the same statements.
package struct RoundTripExecutor: Sendable {
  private let plan: Plan
  private let planner: Planner
  private let info: ConnectionInfo
  private let reduce: @Sendable (Exchange) -> Outcome

  package init(plan: Plan, planner: Planner, info: ConnectionInfo, reduce: @escaping @Sendable (Exchange) -> Outcome) {
    self.plan = plan
    self.planner = planner
    self.info = info
    self.reduce = reduce
  }

  /// Outcomes of a range of probes, in plan order.
  package func run(_ probes: Range<Int>) async throws -> [Outcome] {
    let connection = try await Connection(info)
    var outcomes: [Outcome] = []
    for probe in probes {
      let (entry, principal) = plan[probe]
      var writer = SegmentWriter()
      let prepared = PreparedProbe(
        chain: entry.template.setup + [entry.template.request],
        by: CallerPrelude(principal.caller, facts: planner.facts),
        planner: planner, writer: &writer,
        afresh: true)
      outcomes.append(reduce(prepared.exchange(from: try await connection.oneByOne(prepared.segment))))
    }
    await connection.close()
    return outcomes
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
