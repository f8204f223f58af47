internal import Catalog
package import Judgement
internal import PostgREST
package import Probes

/// Families, or a plan of theirs, put to a target in rounds: each round is planned from what the rounds before brought back.
package struct ProbeRun: Sendable {
  package private(set) var context: ProbeContext
  package let families: [any ProbeFamily.Type]
  package var target: any Target
  /// The target made once more: what one world cannot reproduce when it is made again says nothing of a secret.
  package var replica: (@Sendable () async throws -> any Target)?
  package let terms: JudgingTerms
  package let search: CanarySearch

  package init(
    _ context: ProbeContext, families: [any ProbeFamily.Type], target: any Target, terms: JudgingTerms,
    replica: (@Sendable () async throws -> any Target)? = nil
  ) {
    self.context = context
    self.families = families
    self.target = target
    self.terms = terms
    self.replica = replica
    search = CanarySearch(
      canaries: context.population.canaries, digests: terms.digests, harmless: context.surface.catalog.objectNames)
  }

  /// Asks all that the families have to ask.
  ///
  /// - Parameter progress: told how many more probes of how many were answered.
  package func run(progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) async throws -> ProbeResults {
    try await rounds(of: RoundPlanning(self, plan: nil), progress)
  }

  /// Asks what a plan says.
  package func put(_ plan: Plan) async throws -> ProbeResults {
    try await rounds(of: RoundPlanning(self, plan: plan)) { _, _ in }
  }

  /// Plan, execute, judge, until nothing is left to ask.
  private func rounds(
    of planning: RoundPlanning, _ progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws -> ProbeResults {
    var planning = planning
    while let round = planning.next() {
      planning.take(try await answers(to: round, of: planning.plan, progress), to: round)
    }
    return planning.results
  }

  /// The same run over another surface or population.
  package func over(_ context: ProbeContext) -> ProbeRun {
    ProbeRun(context, families: families, target: target, terms: terms, replica: replica)
  }

  package func judge(of plan: Plan) -> Judge { Judge(context: context, plan: plan, search: search, terms: terms) }

  /// What is kept of an answer.
  package var reduction: OutcomeReduction { OutcomeReduction(search: search, clock: terms.clock) }
}
