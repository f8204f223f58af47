internal import Catalog
internal import JSONText
internal import PostgREST
package import Probes

/// Decides what the outcomes of a plan break.
package struct Judge: Sendable {
  let context: ProbeContext
  let plan: Plan
  let search: CanarySearch
  let terms: JudgingTerms
  let causes: CauseFinder

  package init(context: ProbeContext, plan: Plan, search: CanarySearch, terms: JudgingTerms) {
    self.context = context
    self.plan = plan
    self.search = search
    self.terms = terms
    causes = CauseFinder(catalog: context.surface.catalog, statements: terms.statements)
  }

  /// What the outcomes of a plan say.
  package struct Judged: Sendable {
    /// Farthest reach first.
    package var findings: [Finding]
    /// Those that the settings allow.
    package var allowed: [AllowedFinding]
    /// For each family, the secrets that it brought to light.
    package var seen: [String: Set<Int>]
    /// Every probe that brought a secret out, allowed or not.
    package var leaks: [Leak]
  }

  package func judge(_ outcomes: WorldOutcomes) -> Judged {
    let candidates = candidates(in: outcomes)
    var open: [Candidate] = []
    var allowed: [String: [Candidate]] = [:]
    for candidate in candidates {
      if let reason = allowance(for: candidate)?.reason {
        allowed[reason, default: []].append(candidate)
      } else {
        open.append(candidate)
      }
    }
    return Judged(
      findings: gather(open),
      allowed: allowed.sorted { $0.key < $1.key }.flatMap { reason, candidates in
        gather(candidates).map { AllowedFinding(finding: $0, reason: reason) }
      },
      seen: candidates.reduce(into: [:]) { $0[$1.family, default: []].insert($1.secret) }, leaks: leaks(of: candidates))
  }

  /// Of some probes, those whose answers held a canary, whoever may read it, each with the secret.
  package func reveals(in outcomes: WorldOutcomes, of isWanted: (ProbeTemplate) -> Bool) -> [(probe: Int, secret: Int)]
  {
    outcomes.first.indices.flatMap { probe -> [(probe: Int, secret: Int)] in
      guard let kept = outcomes.first[probe].kept, isWanted(plan[probe].entry.template) else { return [] }
      return Set(search.evidence(in: kept).map { context.population.canaries[$0.sighting.canary].secret }).sorted().map
      {
        (probe, $0)
      }
    }
  }

  // MARK: Findings

  /// One finding for each secret and door: its weakest reader, the rest counted.
  private func gather(_ candidates: [Candidate]) -> [Finding] {
    let groups = Dictionary(grouping: candidates) { DoorOfSecret(context.population.secrets[$0.secret], $0.door) }
    return groups.values.compactMap { group in
      group.map { (candidate: $0, rank: ExampleRank($0, plan[$0.probe].entry.template)) }.min { $0.rank < $1.rank }
        .map { finding(for: $0.candidate, among: group) }
    }.sorted()
  }

  private func finding(for candidate: Candidate, among group: [Candidate]) -> Finding {
    let template = plan[candidate.probe].entry.template
    let secret = context.population.secrets[candidate.secret]
    let reach = candidate.principal.reach ?? .owner
    let identity = [
      candidate.family, secret.description, candidate.principal.name, candidate.door.description,
      candidate.claim.rawValue,
    ]
    let others = Set(group.map(\.principal.name)).subtracting([candidate.principal.name]).sorted()
    var finding = Finding(
      id: StableIdentifier.text(of: identity), family: candidate.family, claim: candidate.claim,
      channel: candidate.channel, secret: secret,
      principal: candidate.principal, reach: reach, alsoReads: others,
      request: .http(template.request.http.sent(by: candidate.principal)),
      setup: template.setup.map(\.http), sql: [],
      door: candidate.door,
      evidence: candidate.evidence
        + (template.predecessor.map { ", on a connection that \($0.name) used before" } ?? "")
        + (candidate.principal.sends.map { ", to whoever sends \($0)" } ?? ""),
      causes: causes.causes(
        of: candidate.door, for: candidate.principal.role, secret: secret.relation, through: candidate.channel,
        after: context.surface.writes(before: template)),
      repair: nil,
      count: Set(group.map(\.probe)).count)
    finding.columns = columns(shownBy: candidate)
    return finding
  }
}

extension Claim {
  /// A value read weighs more than a value that can be guessed.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
