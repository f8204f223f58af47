package import Catalog
package import PostgREST

/// What the texts of a database say: the bodies of functions, policies and views, read once.
package struct Readings: Sendable {
  /// What each relation and function may read.
  package let reach: ReachIndex
  /// What writes and calls set off.
  let writes: WriteIndex
  /// What each exposed function does with its parameters.
  package let uses: [OID: ParameterUses]
  /// What columns are compared with.
  let literals: ComparedLiterals
  /// What is asked of the request itself: claims, headers, cookies.
  let requests: RequestReading
  /// The source of each exposed function.
  private let bodies: [OID: BodyReading]

  package init(of surface: Surface) {
    let catalog = surface.catalog
    reach = ReachIndex(catalog)
    writes = WriteIndex(catalog, reach: reach)
    literals = ComparedLiterals(catalog)
    requests = RequestReading(catalog, reach: reach)
    var reading = ParameterReading(catalog, reach: reach)
    uses = Dictionary(surface.routines.map { ($0.oid, reading.uses(of: $0)) }) { first, _ in first }
    let sources = surface.routines.compactMap { routine in
      catalog.function(routine.oid).map { (routine.oid, BodyReading($0.body)) }
    }
    bodies = Dictionary(sources) { first, _ in first }
  }

  /// What the source of an exposed function says of its arguments.
  func body(of routine: Routine) -> BodyReading? { bodies[routine.oid] }

  /// Whether anything asks for the caller's address.
  package var asksForMail: Bool { requests.readsMail }
  /// Whether anything asks for a header or a cookie, in which somebody may send what they know.
  package var asksForHeaders: Bool { !requests.headers.isEmpty || !requests.cookies.isEmpty }
}
