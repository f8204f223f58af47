internal import Judgement
internal import Probes

extension Finding {
  /// A finding about what stands in the database, which no client had to ask for.
  ///
  /// - Parameters:
  ///   - place: as in `public.audit_log`.
  ///   - identity: what tells it from others of the same place and secret.
  static func inDatabase(
    family: String, claim: Claim, channel: Channel, secret: Secret, at place: String, evidence: String,
    identity: [String]
  ) -> Finding {
    Finding(
      id: StableIdentifier.text(of: [family, secret.description, place] + identity), family: family, claim: claim,
      channel: channel, secret: secret,
      principal: Principal(name: "database", kind: .trusted, role: "superuser"), reach: .owner, alsoReads: [],
      request: .sql("select * from \(place)"), setup: [], sql: [], door: .place(Place(place)), evidence: evidence,
      causes: [], repair: nil, count: 1)
  }
}
