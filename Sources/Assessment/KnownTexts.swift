internal import JSONText
internal import Judgement
internal import PostgREST
internal import Probes
internal import Settings

/// What principals learn by reading what is open to them: all that they could send in a header and have from here.
enum KnownTexts {
  /// - Returns: the texts, by the principal's name; nothing where no header or cookie is asked for.
  static func read(from target: any Target, in context: ProbeContext) async throws -> [String: Set<String>] {
    guard context.readings.asksForHeaders else { return [:] }
    let plan = Plan(WholeRows.requests(in: context), of: WholeRows.name, in: context)
    let outcomes = try await target.run(plan, in: .first) { exchange in
      Outcome(kind: .answered, status: exchange.response.status, kept: exchange)
    }
    return texts(in: outcomes, of: plan)
  }

  private static func texts(in outcomes: [Outcome], of plan: Plan) -> [String: Set<String>] {
    outcomes.indices.reduce(into: [:]) { known, probe in
      guard let response = outcomes[probe].kept?.response, response.code == nil,
        let body = try? JSONValue(parsing: response.body)
      else { return }
      known[plan[probe].principal.name, default: []].formUnion(body.leafTexts)
    }
  }
}
