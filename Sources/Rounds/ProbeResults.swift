package import Judgement
package import Probes

/// What a run asked, what came back, and what the judge says of it.
package struct ProbeResults: Sendable {
  package var plan: Plan
  package var outcomes: WorldOutcomes
  package var findings: [Finding]
  package var allowed: [AllowedFinding]
  /// For each probe family, the secrets it brought to light.
  package var seen: [String: Set<Int>]
  /// Probes that brought a secret out, allowed or not, each with the secret.
  package var reveals: [(probe: Int, secret: Int)]
  /// Probes that brought a secret to somebody who may not read it, allowed or not.
  package var leaks: [Leak]
  /// What was cut where it could have hidden a door.
  package var unproven: [Unproven]
}

extension Judge.Judged {
  /// Probes whose answers differ between the worlds without showing a secret.
  var influenced: [Int] {
    Set(leaks.lazy.filter { [.influence, .count, .status].contains($0.channel) }.map(\.probe)).sorted()
  }
}
