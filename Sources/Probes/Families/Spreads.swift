internal import PostgREST

/// Embeds whose columns rise into the parent's row.
package enum Spreads: ProbeFamily {
  package static let name = "spread"
  package static let summary = "spreads the targets that may hold secrets into their parents' rows"
  package static let rationale = """
    `select=id,...secrets(token)` returns the target's columns under the parent's name, where a filter on response keys does \
    not look for them. The rights are those of the embed.
    """

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    let revealing = Set(context.secretColumns.relations.map(\.name))
    return context.surface.embeds { spelling, target in
      guard revealing.contains(target.name) else { return [] }
      let secretColumns = context.secretColumns.columns(of: target).map { SelectItem.column(Field($0.name)) }
      return [SelectItem.spread(spelling.target, hint: spelling.hint, secretColumns.isEmpty ? [.star] : secretColumns)]
    }
  }
}
