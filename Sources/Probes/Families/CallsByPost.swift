internal import Catalog
internal import PostgREST

/// Every function, called by POST with arguments taken from the rows that exist.
package enum CallsByPost: ProbeFamily {
  package static let name = "call-post"
  package static let summary = "calls every function by POST, in a transaction that may write"
  package static let rationale = """
    A VOLATILE function called by POST may write, and what it changes may be what it returns: the row it disconnects, the row \
    it would have inserted, the error that quotes the row it could not. Check membership before the first statement.
    """

  /// A STABLE function runs read-only by POST too: only the way its arguments arrive differs from GET.
  private static let mostCallsOfStable = 3
  package static let readsOn = true

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    let pool = context.arguments
    return context.surface.routines.flatMap { routine -> [ProbeTemplate] in
      let (calls, leftOut) = pool.chosenCalls(of: routine)
      let takesBody = calls.contains { $0.payload != nil }
      let isWhole = routine.volatility == .volatile || takesBody
      // What a query string cannot say is said here alone.
      let chosen =
        isWhole ? calls : calls.prefix(mostCallsOfStable) + calls.dropFirst(mostCallsOfStable).filter(\.passesNull)
      var templates = chosen.map {
        ProbeTemplate(context.surface.post(routine, $0), items: [.function(routine.signature)])
      }
      if leftOut > 0, let last = templates.indices.last { templates[last].leftOut = leftOut }
      return templates
    }
  }
}
