internal import PostgREST
internal import Probes

/// How good an example of a door a probe is: the weakest reader first, then the plainest request.
struct ExampleRank: Comparable {
  private let reach: Reach
  private let claim: Int
  /// Somebody whom the settings name comes before somebody who poses.
  private let poses: Int
  private let steps: Int
  private let length: Int
  private let probe: Int

  init(_ candidate: Candidate, _ template: ProbeTemplate) {
    reach = candidate.principal.reach ?? .owner
    claim = candidate.claim.rank
    poses = candidate.principal.derivedFrom == nil ? 0 : 1
    steps = template.setup.count * 2 + (template.request.method == .get ? 0 : 1)
    let http = template.request.http
    length = http.url.utf8.count + (http.body?.count ?? 0)
    probe = candidate.probe
  }

  static func < (a: ExampleRank, b: ExampleRank) -> Bool {
    (a.reach, a.claim, a.poses, a.steps, a.length, a.probe) < (b.reach, b.claim, b.poses, b.steps, b.length, b.probe)
  }
}

extension HTTPRequest {
  /// The request with the headers that its principal sends beside the token.
  func sent(by principal: Principal) -> HTTPRequest {
    var request = self
    for (name, value) in principal.headers.sorted(by: { $0.key < $1.key })
    where !request.headers.contains(where: { $0.name.lowercased() == name.lowercased() }) {
      request.headers.append(Header(name, value))
    }
    return request
  }
}
