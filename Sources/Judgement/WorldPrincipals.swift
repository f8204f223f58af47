internal import JSONText
package import Probes

extension Plan {
  /// The plan by the principals as they are in a world: whose header or claim holds a planted secret sends that world's.
  package func asked(in world: World, _ canaries: [Canary], _ search: CanarySearch) -> Plan {
    var plan = self
    plan.principals = plan.principals.map { $0.bearing(world, canaries, search) }
    return plan
  }
}

extension Principal {
  /// The principal with a world's values in the place of the seed's.
  package func bearing(_ world: World, _ canaries: [Canary], _ search: CanarySearch) -> Principal {
    let held = Set(search.sightings(in: said).map(\.canary)).sorted()
    return held.reduce(self) { $0.holding(canaries[$1], in: world) }
  }

  /// Everything that goes with each of its requests.
  var said: String {
    ([claims?.compact ?? ""] + headers.sorted { $0.key < $1.key }.map(\.value)).joined(separator: "\n")
  }

  fileprivate func holding(_ canary: Canary, in world: World) -> Principal {
    var principal = self
    let value = canary.value(in: world)
    for other in canary.values where other != value {
      principal.headers = principal.headers.mapValues { $0.replacing(other, with: value) }
      guard let claims = principal.claims else { continue }
      principal.claims = (try? JSONValue(parsing: claims.compact.replacing(other, with: value))) ?? claims
    }
    return principal
  }
}
