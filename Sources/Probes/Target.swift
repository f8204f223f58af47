/// What a plan is put to: two worlds over libpq, or a live PostgREST over HTTP.
package protocol Target: Sendable {
  /// The outcomes of a plan's probes in one world, in plan order.
  ///
  /// A refusal is an outcome, and so is a probe that costs its connection.
  ///
  /// - Parameters:
  ///   - reduce: keeps of an answer what is asked for later.
  ///   - progress: told how many more probes were answered.
  /// - Throws: when the target cannot be reached any more.
  func run(
    _ plan: Plan, in world: World, reduce: @escaping @Sendable (Exchange) -> Outcome,
    progress: @escaping @Sendable (Int) -> Void
  ) async throws -> [Outcome]

  /// The whole answers of some probes of a plan, each asked afresh.
  ///
  /// - Parameter probes: their places in the plan.
  func exchanges(_ probes: [Int], of plan: Plan, in world: World) async throws -> [Exchange]
}

extension Target {
  package func run(
    _ plan: Plan, in world: World, reduce: @escaping @Sendable (Exchange) -> Outcome
  ) async throws -> [Outcome] {
    try await run(plan, in: world, reduce: reduce) { _ in }
  }
}
