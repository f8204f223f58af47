internal import PostgREST
package import Probes

extension Judge {
  /// For each probe, the canaries that it showed to somebody who may have them: whom `readers` names, or an allowance.
  package func entitled(in outcomes: [Outcome]) -> [Int: Set<Int>] {
    outcomes.indices.reduce(into: [:]) { entitled, probe in
      guard let kept = outcomes[probe].kept else { return }
      let own = search.evidence(in: kept).filter { isEntitled(to: $0, probe) }.map(\.sighting.canary)
      if !own.isEmpty { entitled[probe] = Set(own) }
    }
  }

  private func isEntitled(to evidence: Evidence, _ probe: Int) -> Bool {
    let (entry, principal) = plan[probe]
    let holders = holders(of: context.population.canaries[evidence.sighting.canary])
    if holders.contains(where: { mayRead(principal, $0) }) { return true }
    let http = entry.template.request.http
    let tenants: [String?] = holders.flatMap(\.tenants) + [nil]
    return tenants.contains { tenant in
      terms.allowances.contains {
        $0.covers(
          context.population.secrets[holders[0].secret], by: principal, request: "\(http.method) \(http.url)",
          tenant: tenant,
          channel: evidence.channel, today: terms.today)
      }
    }
  }

  /// The canaries that stand in an answer.
  package func seen(in outcome: Outcome) -> Set<Int> {
    outcome.kept.map { Set(search.evidence(in: $0).map(\.sighting.canary)) } ?? []
  }
}
