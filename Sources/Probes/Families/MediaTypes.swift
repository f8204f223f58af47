internal import PostgREST

/// Relations that may hold secrets, in the other forms that PostgREST writes: CSV, one object, a HEAD request.
package enum MediaTypes: ProbeFamily {
  package static let name = "media"
  package static let summary = "reads what may hold secrets as CSV, as one object and by HEAD"
  package static let rationale = """
    Each media type is written by an aggregate of its own, custom ones by functions of the project, which may read with their \
    owner's rights. And `406` says how many rows there are.
    """

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    let custom = Set(
      context.surface.cache.mediaHandlers.filter { if case .custom = $0.action { true } else { false } }.map(
        \.mediaType)
    ).sorted()
    return context.secretColumns.relations.flatMap { relation -> [ProbeTemplate] in
      let types = ["text/csv", "application/vnd.pgrst.object+json"] + custom
      var head = context.surface.read(relation, prefer: Preferences(count: .exact))
      head.method = .head
      return (types.map { context.surface.read(relation, accept: $0) } + [head]).map {
        ProbeTemplate($0, items: [.relation(relation.name)])
      }
    }
  }
}
