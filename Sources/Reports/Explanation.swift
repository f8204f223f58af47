internal import Judgement
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

  /// Everything that can be explained, in the order of ``Kind``.
  package static let all: [Explanation] = families + examinations + channels + claims

  /// All that go by a name, as a family and a channel may.
  package static func named(_ name: String) -> [Explanation] { all.filter { $0.name == name } }

  private static let families = FamilyRegistry.all.map {
    Explanation(kind: .family, name: $0.name, summary: $0.summary, rationale: $0.rationale)
  }
}

// MARK: - Examinations

extension Explanation {
  private static let examinations = [
    Explanation(
      kind: .examination, name: "catalog",
      summary: "reads, as each role, what the catalog and unexposed schemas show to a raw SQL session",
      rationale: """
        Bodies of functions, defaults, comments, policies, trigger arguments and settings are catalog text that every role \
        may read, and statistics list the values of columns that it may select. PostgREST shows none of them by itself; who \
        can log in as the role does see them. Keep secrets out of SQL text, and revoke what an unexposed schema grants to \
        PUBLIC. Whether it fails the run is said by [api].raw_sql.
        """),
    Explanation(
      kind: .examination, name: "residue",
      summary: "looks, after an event of [[lifecycle]], for secrets that the event should have taken away",
      rationale: """
        A DELETE or an UPDATE removes a value from one row. Triggers have copied it to audit tables, queues, archives and \
        large objects before, and vault.secrets keeps what a table only pointed to. Delete the copies in the same \
        transaction, or do not make them.
        """),
    Explanation(
      kind: .examination, name: "sealed",
      summary: "opens the ciphertext of [[sealed]] columns in their own rows and in others",
      rationale: """
        Encryption that does not bind a value to its row opens wherever it is copied to: whoever may write one row pastes \
        another's ciphertext into it and reads the plain text. Pass the row's identity as associated data, begin every value \
        with the version of its key, and keep the plain text out of every other column.
        """),
    Explanation(
      kind: .examination, name: "reveal",
      summary: "makes the calls of [[reveal]] functions again and looks for the row that each must leave",
      rationale: """
        A call by GET runs in a read-only transaction, where an audit row cannot be written; an exception handler swallows \
        the failure, and a batch writes one row for many values. Write the row first, let its failure end the call, and make \
        the function VOLATILE so that GET is refused.
        """),
  ]
}

// MARK: - Channels

extension Explanation {
  private static let channels = Channel.allCases.map { channel in
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
  private static let claims = Claim.allCases.map { claim in
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
