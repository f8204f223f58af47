package import PostgREST
package import Probes

/// What a run may conclude.
package enum Conclusion: String, Hashable, Sendable {
  case proved, leaked, unproven
}

/// The claims of a run; each finding breaks one.
package enum Claim: String, Hashable, Sendable, CaseIterable {
  case noRead = "no read"
  case noInfluence = "no influence"
  case noEscalation = "no escalation"
  case noStandingExposure = "no standing exposure"
  case noResidue = "no residue"
  case sealedAtRest = "sealed at rest"
  case everyRevealIsRecorded = "every reveal is recorded"
}

/// Where in an outcome a secret showed.
package enum Channel: String, Hashable, Sendable, CaseIterable {
  case rows, count, status, error, notice, header, plan, catalog, residue, influence
}

/// A probe whose outcome breaks a claim.
package struct Finding: Hashable, Sendable {
  /// Stable across runs: of the family, the secret, the reach and the door, not of seed, time or order.
  package var id: String
  package var family: String
  package var claim: Claim
  package var channel: Channel
  package var secret: Secret
  package var principal: Principal
  package var reach: Reach
  /// Others who get the same secret through the same door.
  package var alsoReads: [String]
  package var request: Asked
  /// Requests of the same transaction that came first.
  package var setup: [HTTPRequest]
  package var sql: [String]
  package var door: Door
  package var evidence: String
  /// Names that may be the column it stood in: the keys down to the value, or the columns that the request asked for.
  package var columns: [String] = []
  /// The event of the product's life after which it was found; nil for what was there before any.
  package var event: String?
  package var causes: [Cause]
  package var repair: Repair?
  /// Probes that found this secret through this door.
  package var count: Int

  package init(
    id: String, family: String, claim: Claim, channel: Channel, secret: Secret, principal: Principal, reach: Reach,
    alsoReads: [String],
    request: Asked, setup: [HTTPRequest], sql: [String], door: Door, evidence: String, causes: [Cause],
    repair: Repair?, count: Int
  ) {
    self.id = id
    self.family = family
    self.claim = claim
    self.channel = channel
    self.secret = secret
    self.principal = principal
    self.reach = reach
    self.alsoReads = alsoReads
    self.request = request
    self.setup = setup
    self.sql = sql
    self.door = door
    self.evidence = evidence
    self.causes = causes
    self.repair = repair
    self.count = count
  }
}

extension Finding: Comparable {
  /// Farthest reach first, then the weightier claim.
  package static func < (a: Finding, b: Finding) -> Bool {
    (a.reach, a.claim.rank, a.secret.description, a.id) < (b.reach, b.claim.rank, b.secret.description, b.id)
  }
}

/// Which findings fail a run; the others are listed all the same.
package struct Gate: Hashable, Sendable {
  /// Readers that are harder to become than this are tolerated.
  package var failOn: Reach
  /// Whether what takes a raw SQL session counts as well.
  package var rawSQL: Bool

  package init(failOn: Reach = .owner, rawSQL: Bool = true) {
    self.failOn = failOn
    self.rawSQL = rawSQL
  }

  /// A raw SQL session is somebody's: of a principal that is tolerated it is tolerated too.
  package func fails(_ finding: Finding) -> Bool {
    guard finding.reach == .sql else { return finding.reach <= failOn }
    return rawSQL && finding.principal.reach ?? .owner <= failOn
  }
}

/// The smallest SQL that closes a finding.
package struct Repair: Hashable, Sendable {
  package var sql: String
  /// The finding vanished in a copy, and nothing that a legitimate principal could read was lost.
  package var verified: Bool
  /// What kept it from being verified, as in `it would take public.t.token from admin_a`; nil when it is.
  package var reason: String?

  package init(sql: String, verified: Bool, reason: String? = nil) {
    self.sql = sql
    self.verified = verified
    self.reason = reason
  }
}

/// Something that was not tried, or a control that failed.
package struct Unproven: Hashable, Sendable {
  package var what: String
  package var why: String

  package init(_ what: String, _ why: String) {
    self.what = what
    self.why = why
  }
}

/// A finding that the settings allow, with their reason.
package struct AllowedFinding: Hashable, Sendable {
  package var finding: Finding
  package var reason: String

  package init(finding: Finding, reason: String) {
    self.finding = finding
    self.reason = reason
  }
}

/// How much of the surface was reached by every principal.
package struct Coverage: Hashable, Sendable {
  package struct Tally: Hashable, Sendable {
    package var total = 0
    package var probed = 0

    package init() {}
  }

  package var tallies: [SurfaceItem.Kind: Tally] = [:]
  package var skipped: [Unproven] = []

  package init() {}
}

/// What the controls said.
package struct ControlTally: Hashable, Sendable {
  package var canariesPlanted = 0
  package var canariesSeen = 0
  package var families = 0
  package var seeingFamilies = 0
  package var failed: [Unproven] = []

  package init() {}
}

/// What a run proved, or why it proved nothing.
package struct Verdict: Hashable, Sendable {
  package var findings: [Finding] = []
  package var allowed: [AllowedFinding] = []
  package var unproven: [Unproven] = []
  package var coverage = Coverage()
  package var controls = ControlTally()
  package var planned = 0
  /// Outcomes by kind, of the first world.
  package var outcomes: [Outcome.Kind: Int] = [:]

  package init() {}

  /// A leak wins over unproven.
  package func conclusion(_ gate: Gate = Gate()) -> Conclusion {
    if findings.contains(where: gate.fails) { return .leaked }
    return unproven.isEmpty ? .proved : .unproven
  }
}
