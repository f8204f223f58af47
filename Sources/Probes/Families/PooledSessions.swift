internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// A question asked on a connection that another principal of the same role has just used.
package enum PooledSessions: ProbeFamily {
  package static let name = "pooled-session"
  package static let summary = "asks on a connection that another principal has used"
  package static let rationale = """
    PostgREST keeps its connections, and with them every plan that a function or a prepared statement has made. A function that \
    reads the claims but is marked IMMUTABLE is computed while planning: the next caller of the same role gets the first \
    one's rows. Temporary tables and settings that outlive their transaction stay as well. Mark what reads claims STABLE.
    """
  /// Most requests that are asked of each pair of principals.
  private static let mostRequests = 60

  /// The subject of the user whose answers a pooled connection would hand to the next, in the control.
  package static let insider = "7e57da7a-0000-4000-8000-0000000000aa"

  /// Somebody of the same role who may see what the asker may not.
  package static func companions(of asker: Principal) -> [Principal] {
    var companion = asker
    companion.name += " (insider)"
    companion.claims = (asker.claims ?? [:]).setting("sub", .string(insider))
    return [companion]
  }

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    let asking = context.population.principals.filter {
      $0.derivedFrom == nil && $0.kind != .trusted && $0.claims != nil
    }
    let planned = hasImmutableReaders(in: context) ? context.rereads(callsOfEach: 2) : []
    let left = callsThatLeaveSomething(in: context)
    guard !planned.isEmpty || !left.isEmpty else { return [] }
    return asking.flatMap { asker in
      asking.filter { $0.role == asker.role && $0.name != asker.name }.flatMap { earlier in
        planned.prefix(mostRequests).map { repeated($0, by: asker, after: .init(name: earlier.name, commits: false)) }
          + left.prefix(mostRequests).map { repeated($0, by: asker, after: .init(name: earlier.name, commits: true)) }
      }
    }
  }

  private static func repeated(_ template: ProbeTemplate, by asker: Principal, after earlier: Predecessor)
    -> ProbeTemplate
  {
    ProbeTemplate(
      template.request, items: template.items, setup: [template.request], principals: [asker.name], after: earlier)
  }

  /// Calls of functions that make what outlives their transaction; what ends with it is gone for the next caller.
  private static func callsThatLeaveSomething(in context: ProbeContext) -> [ProbeTemplate] {
    let pool = context.arguments
    return context.secretColumns.routines.filter { routine in
      let words = context.readings.reach.words(ofFunction: routine.oid)?.words ?? []
      return !words.isDisjoint(with: ["temp", "temporary", "hold", "prepare"])
        && words.isDisjoint(with: ["commit", "set_config", "discard"])
    }.flatMap { routine in
      pool.likelyCalls(of: routine, most: 3).map {
        ProbeTemplate(context.surface.post(routine, $0), items: [.function(routine.signature)])
      }
    }
  }

  /// Whether some function of the project is marked IMMUTABLE and reads settings or claims.
  private static func hasImmutableReaders(in context: ProbeContext) -> Bool {
    context.surface.catalog.functions.contains { function in
      guard function.volatility == .immutable,
        let words = context.readings.reach.words(ofFunction: function.oid)?.words
      else { return false }
      return !words.isDisjoint(with: ["current_setting", "uid", "jwt", "email", "current_user", "session_user"])
    }
  }
}
