internal import Probes

/// One probe whose outcome shows something of one secret, before probes of one door are gathered into a finding.
struct Candidate: Sendable {
  var probe: Int
  var family: String
  var claim: Claim
  var channel: Channel
  /// Index into the run's secrets.
  var secret: Int
  var tenant: String?
  var principal: Principal
  var door: Door
  var evidence: String
  /// Keys and indexes down to the value in a JSON body; empty where it stands elsewhere.
  var place: [String] = []
}
