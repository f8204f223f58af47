/// A write that the principal was let do, then what may show secrets, as the same principal.
package enum Escalation: ProbeFamily {
  package static let name = "escalation"
  package static let summary = "writes what may change who it is, then reads again"
  package static let rationale = """
    Row security trusts the rows it looks at. Whoever may insert their own membership, change the role or tenant in their own \
    profile, share a row with themselves, move hidden rows to their tenant by an UPDATE without a filter, or leave a setting \
    behind in the session, is somebody else in the next request. Check new rows against what the caller already is.
    """

  /// Nothing is known to open anything before the search.
  package static func requests(in context: ProbeContext) -> [ProbeTemplate] { [] }

  package static func search(in context: ProbeContext, after search: [SearchStep]) -> [ProbeTemplate]? {
    EscalationSearch(context, search).next
  }

  package static func requests(in context: ProbeContext, after search: [SearchStep]) -> [ProbeTemplate] {
    EscalationSearch(context, search).opened
  }
}
