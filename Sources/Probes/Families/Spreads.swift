internal import PostgREST

/// Embeds whose columns rise into the parent's row.
package enum Spreads: ProbeFamily {
  package static let name = "spread"
  package static let summary = "spreads the targets that may hold secrets into their parents' rows"
  package static let rationale = """
    `select=id,...secrets(token)` returns the target's columns under the parent's name, where a filter on response keys does \
    not look for them. The rights are those of the embed.
    """

  package static func requests(on ground: Ground) -> [ProbeTemplate] {
    let revealing = Set(ground.revealing.map(\.name))
    return ground.embeds { spelling, target in
      guard revealing.contains(target.name) else { return [] }
      let secretColumns = ground.secretColumns(in: target).map { SelectItem.column(Field($0.name)) }
      return [SelectItem.spread(spelling.target, hint: spelling.hint, secretColumns.isEmpty ? [.star] : secretColumns)]
    }
  }
}
