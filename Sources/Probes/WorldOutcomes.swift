/// The answers of one probe that was asked again: those of each world, each asked twice or more, afresh.
package struct AskedAgain: Hashable, Sendable, Codable {
  package var first: [Exchange]
  package var second: [Exchange]

  package init(first: [Exchange], second: [Exchange]) {
    self.first = first
    self.second = second
  }
}

/// What both worlds answered to a plan.
package struct WorldOutcomes: Hashable, Sendable {
  /// One outcome a probe, in plan order, for each world.
  package var first: [Outcome]
  package var second: [Outcome]
  /// Probes that answered differently in the two worlds, by their places in the plan.
  package var askedAgain: [Int: AskedAgain]

  package init(first: [Outcome] = [], second: [Outcome] = [], askedAgain: [Int: AskedAgain] = [:]) {
    self.first = first
    self.second = second
    self.askedAgain = askedAgain
  }

  /// Probes whose answers differ.
  package func differing() -> [Int] {
    first.indices.filter { probe in
      let a = first[probe]
      let b = second[probe]
      return a.fingerprint != b.fingerprint && ![a.kind, b.kind].contains { $0 == .lost || $0 == .timedOut }
    }
  }
}

/// What both worlds answered to one probe, as it is stored: under the probe's identity, whatever the plan's order.
package struct StoredOutcome: Hashable, Sendable, Codable {
  package var probe: ProbeIdentity
  package var first: Outcome
  package var second: Outcome
  package var askedAgain: AskedAgain?
}

extension WorldOutcomes {
  /// The outcomes as they are stored, in plan order.
  package func stored(of plan: Plan) -> [StoredOutcome] {
    zip(plan.identities, first.indices).map { identity, probe in
      StoredOutcome(probe: identity, first: first[probe], second: second[probe], askedAgain: askedAgain[probe])
    }
  }

  /// Stored outcomes, read back for a plan with these probes.
  ///
  /// - Returns: nil where one of the plan's probes has none.
  package init?(_ stored: [StoredOutcome], for plan: Plan) {
    let known = Dictionary(stored.map { ($0.probe, $0) }) { first, _ in first }
    self.init()
    for (probe, identity) in plan.identities.enumerated() {
      guard let outcome = known[identity] else { return nil }
      first.append(outcome.first)
      second.append(outcome.second)
      askedAgain[probe] = outcome.askedAgain
    }
  }
}
