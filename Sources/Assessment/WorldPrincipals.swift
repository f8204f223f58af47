internal import JSONText
internal import Judgement
internal import Probes

extension Plan {
  /// The plan by the principals as they are in a world: whose header or claim holds a planted secret sends that world's.
  func asked(in world: World, _ canaries: [Canary], _ search: CanarySearch) -> Plan {
    var plan = self
    for index in plan.principals.indices {
      let held = Set(search.sightings(in: plan.principals[index].said).map(\.canary))
      for canary in held.sorted() {
        plan.principals[index] = plan.principals[index].holding(canaries[canary], in: world)
      }
    }
    return plan
  }
}

extension Principal {
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
