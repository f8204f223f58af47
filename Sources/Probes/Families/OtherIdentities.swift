/// What may show secrets, asked by identities that somebody can take.
package enum OtherIdentities: ProbeFamily {
  package static let name = "identity"
  package static let summary = "asks as whom a principal can make itself: other claims, headers and roles"
  package static let rationale = """
    `user_metadata` and headers are what the client says they are; a token without a subject makes `auth.uid()` null, and `null` \
    slips past `<>` and `not in`; an anonymous sign-in is `authenticated` like any other. Decide by `app_metadata` or by rows \
    that only the server writes.
    """

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    let names = Set(context.population.principals.filter { $0.derivedFrom != nil }.map(\.name))
    guard !names.isEmpty else { return [] }
    return context.rereads(callsOfEach: 4).map { ProbeTemplate($0.request, items: $0.items, principals: names) }
  }

  package static func identities(in context: ProbeContext, known: [String: Set<String>]) -> [Principal] {
    IdentityVariants(context, known: known).principals()
  }
}
