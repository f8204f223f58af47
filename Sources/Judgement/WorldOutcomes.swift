package import Probes

/// What both worlds answered to a plan.
package struct WorldOutcomes: Sendable {
  /// One outcome a probe, in plan order, for each world.
  package var first: [Outcome]
  package var second: [Outcome]
  /// Probes that answered differently in the two worlds, with both worlds' answers when asked twice more.
  package var askedTwice: [Int: AskedTwice]

  package init(first: [Outcome], second: [Outcome], askedTwice: [Int: AskedTwice] = [:]) {
    self.first = first
    self.second = second
    self.askedTwice = askedTwice
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
