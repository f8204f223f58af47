internal import PostgREST

/// Embeds below embeds, only where a deeper step can show what no shallower request does.
package enum DeepEmbeds: ProbeFamily {
  package static let name = "deep-embed"
  package static let summary = "follows computed relationships from the rows that computed relationships make"
  package static let rationale = """
    What stands behind foreign keys, junctions and views is what a request that starts there reads, with the same rights. Only \
    a function makes rows that no request starts from, and hands them to the next function: `a(b(c))` may then return what \
    neither `a(b)` nor `b(c)` does.
    """

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.cache.embedPaths().filter { $0.count > 1 }.compactMap { path in
      guard let last = path.last?.relationship,
        let source = context.surface.cache.relations[path[0].relationship.source]
      else { return nil }
      let inner = path.reversed().reduce([SelectItem.star]) { items, step in
        [.embed(step.spelling.target, hint: step.spelling.hint, items)]
      }
      return ProbeTemplate(context.surface.read(source, select: inner), items: [.relationship(last)])
    }
  }
}
