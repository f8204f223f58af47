internal import Catalog
internal import PostgREST

/// Every function, called by GET with arguments taken from the rows that exist.
package enum CallsByGet: ProbeFamily {
  package static let name = "call-get"
  package static let summary = "calls every function by GET, in a read-only transaction"
  package static let rationale = """
    A SECURITY DEFINER function reads with its owner's rights, and EXECUTE belongs to PUBLIC until it is revoked; on Supabase \
    the default privileges grant it to anon and authenticated by name as well. By GET the transaction is read-only: an audit \
    row cannot be written, the value is returned all the same.
    """

  /// A VOLATILE function shows its writes by POST; by GET only what it reads before them is of interest.
  private static let mostCallsOfVolatile = 8
  package static let readsOn = true

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    let pool = context.arguments
    return context.surface.routines.flatMap { routine in
      pool.calls(of: routine).prefix(routine.volatility == .volatile ? mostCallsOfVolatile : .max).compactMap { call in
        context.surface.get(routine, call).map { ProbeTemplate($0, items: [.function(routine.signature)]) }
      }
    }
  }
}
