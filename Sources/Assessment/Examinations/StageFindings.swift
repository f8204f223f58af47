internal import Execution
internal import Judgement
internal import PostgREST
internal import Probes
internal import SQLText

extension Stage {
  /// A finding about what stands in the database, which no client had to ask for.
  func finding(
    family: String, claim: Claim, channel: Channel, secret: Secret, at place: String, evidence: String,
    identity: [String]
  ) -> Finding {
    Finding(
      id: StableIdentifier.text(of: [family, secret.description, place] + identity), family: family, claim: claim,
      channel: channel,
      secret: secret, principal: Principal(name: "database", kind: .trusted, role: "superuser"), reach: .owner,
      alsoReads: [],
      request: HTTPRequest(method: "SQL", url: "select * from \(place)"), setup: [], sql: [], door: .place(place),
      evidence: evidence,
      causes: [], repair: nil, count: 1)
  }

  /// Findings in the order of reports, farthest reach first, and those that the settings allow.
  func sorted(_ findings: [Finding], alreadyAllowed: [AllowedFinding], today: String) -> ([Finding], [AllowedFinding]) {
    var open: [Finding] = []
    var allowed = alreadyAllowed
    for finding in findings {
      // Only what stands in the catalog is still to be held against the allowances: probes have been, and events and seals
      // are asked for by the settings themselves.
      let allowance = finding.channel == .catalog ? allowances.first { $0.covers(finding, today: today) } : nil
      if let allowance {
        allowed.append(AllowedFinding(finding: finding, reason: allowance.reason))
      } else {
        open.append(finding)
      }
    }
    return (open.sorted(), allowed)
  }

  /// The SQL that PostgREST would run for a finding's requests, values as literals.
  func statements(of finding: Finding) -> [String] {
    // The request of a finding carries its principal's headers already.
    var caller = finding.principal.caller
    caller.headers = []
    return (finding.setup.map { ($0, finding.principal.caller) } + [(finding.request, caller)]).flatMap {
      request, caller in
      let prepared = try? planner.plan(request, by: caller)
      return prepared?.transaction?.statementsInOrder.map(\.inlined) ?? []
    }
  }
}
