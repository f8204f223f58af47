internal import Execution
internal import JSONText
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes

/// What principals learn by reading what is open to them: all that they could send in a header and have from here.
struct KnownTexts: Sendable {
  let ground: Ground
  let planner: Planner
  /// The authenticator's way into the first world.
  let session: ConnectionInfo

  /// - Returns: the texts, by the principal's name; nothing where no header or cookie is asked for.
  func read() async throws -> [String: Set<String>] {
    guard IdentityVariants(ground).sendsValues else { return [:] }
    let plan = Plan(WholeRows.requests(on: ground), of: WholeRows.name, on: ground)
    let executor = PlanExecutor(plan: plan, planner: planner, info: session) { exchange in
      Outcome(kind: .answered, status: exchange.response.status, kept: exchange)
    }
    let outcomes = try await executor.run(0..<plan.count)
    return outcomes.indices.reduce(into: [:]) { known, probe in
      guard let response = outcomes[probe].kept?.response, response.code == nil,
        let body = try? JSONValue(parsing: response.body)
      else { return }
      known[plan[probe].principal.name, default: []].formUnion(body.leafTexts)
    }
  }
}
