internal import Probes

/// What a name in a finding means: a probe family, an examination, a channel or a claim.
package struct Explanation: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case family, examination, channel, claim
  }

  package var kind: Kind
  package var name: String
  /// One line.
  package var summary: String
  /// Why Postgres allows it, and how to close it.
  package var rationale: String

  package init(kind: Kind, name: String, summary: String, rationale: String) {
    self.kind = kind
    self.name = name
    self.summary = summary
    self.rationale = rationale
  }

  package static let families = FamilyRegistry.all.map {
    Explanation(kind: .family, name: $0.name, summary: $0.summary, rationale: $0.rationale)
  }
}

// MARK: - Channels

extension Explanation {
  package static let channels = Channel.allCases.map { channel in
    let (summary, rationale) = channelTexts[channel] ?? ("", "")
    return Explanation(kind: .channel, name: channel.rawValue, summary: summary, rationale: rationale)
  }

  private static let channelTexts: [Channel: (summary: String, rationale: String)] = [
    .rows: (
      "the secret stands in the body of an answer",
      """
      A grant lets the role select the column and no policy hides the row, or a view or SECURITY DEFINER function reads it \
      with its owner's rights. Revoke the column, give the view security_invoker, or check the caller in the function.
      """
    ),
    .count: (
      "the number of rows, or of what a header counts, depends on the secret",
      """
      A filter on a column runs for whoever may select it, even if the answer shows other columns: asked often enough, the \
      counts spell the value. Revoke the column, which a filter needs as well.
      """
    ),
    .status: (
      "whether the request succeeds depends on the secret",
      """
      A unique index, a foreign key or a trigger looks at rows that row security hides: a conflict tells that a value \
      exists. Make secrets unique per tenant, over a keyed hash, or not at all.
      """
    ),
    .error: (
      "the secret stands in an error's message, detail or hint",
      """
      Casts, constraints and RAISE quote the value they failed on, and PostgREST passes message, detail and hint on. Raise \
      errors without values, and do not cast what the caller may not see.
      """
    ),
    .notice: (
      "the secret stands in a notice or warning of the session",
      """
      RAISE NOTICE goes to whoever is connected. PostgREST drops notices, a pooler or another client does not: do not \
      raise values.
      """
    ),
    .header: (
      "the secret stands in a header of the answer",
      """
      A function sets response.headers, or Location shows the key of an inserted row. Set headers without values of rows \
      that the caller may not read, and keep secrets out of keys.
      """
    ),
    .plan: (
      "the secret stands in a query plan",
      """
      EXPLAIN prints filters with their constants, which views and policies bring along, and estimates rows by \
      statistics that hold values. Leave db-plan-enabled off where clients can ask.
      """
    ),
    .catalog: (
      "the secret stands in what the catalog or an unexposed schema shows to a raw SQL session",
      "See the examination of the same name: text of objects is readable by every role that can log in."
    ),
    .residue: (
      "the secret stands in the database where it should not",
      "See the examinations residue and sealed: a copy outlived its event, or plain text stands beside its ciphertext."
    ),
    .influence: (
      "the answer differs between two worlds that differ only in the secrets",
      """
      Hashes, masks, comparisons, sums and orders are computed from the secret by something that the caller may run. Key \
      a hash with a secret of its own, show less, or allow it in [[allow]] with channel = "influence".
      """
    ),
  ]
}

// MARK: - Claims

extension Explanation {
  package static let claims = Claim.allCases.map { claim in
    let (summary, rationale) = text(of: claim)
    return Explanation(kind: .claim, name: claim.rawValue, summary: summary, rationale: rationale)
  }

  private static func text(of claim: Claim) -> (summary: String, rationale: String) {
    switch claim {
    case .noRead:
      (
        "no answer to a principal without the right holds a secret",
        "Broken when eight characters of a value, plain or encoded, come back; the finding's channel says where."
      )
    case .noInfluence:
      (
        "the same request gets the same answer whatever the secrets are",
        "Broken when two worlds that differ only in their secrets answer differently; see the channel influence."
      )
    case .noEscalation:
      (
        "no ordinary write makes a secret readable in the next request",
        "Broken when a principal may change who it is: its membership, role, tenant, metadata or session."
      )
    case .noStandingExposure:
      (
        "nothing that a role can read beside the API holds a secret",
        "Broken by catalog text, large objects and relations outside of the API; see the examination catalog."
      )
    case .noResidue:
      (
        "after an event the secrets that it should take away are gone",
        "Broken when a copy is left anywhere in the database; see the examination residue."
      )
    case .sealedAtRest:
      (
        "ciphertext names its key and opens in its own row only",
        "Broken by a value without its key's version, by one that opens elsewhere, and by plain text; see sealed."
      )
    case .everyRevealIsRecorded:
      (
        "each allowed reveal leaves its audit row",
        "Broken by a call that brings a value out and leaves no row; see the examination reveal."
      )
    }
  }
}
