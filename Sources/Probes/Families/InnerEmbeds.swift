internal import PostgREST

/// Inner joins that show no column of the target: whether the parent's row comes back tells whether a child exists.
package enum InnerEmbeds: ProbeFamily {
  package static let name = "inner-embed"
  package static let summary = "asks through inner embeds whether a matching row exists"
  package static let rationale = """
    `select=id,secrets!inner()&secrets.token=like.a*` returns no column of the secret table and still answers. The target's \
    row security applies unless a view or function on the way reads with its owner's rights.
    """

  package static func attacks(_ secret: Int, on ground: Ground) -> Bool { ground.canBeCompared(secret) }

  package static func requests(on ground: Ground) -> [ProbeTemplate] {
    ground.embeds { spelling, _ in [SelectItem.embed(spelling.target, hint: spelling.hint, join: .inner, [])] }
      + filtered(on: ground)
  }

  /// The inner embed filtered by a canary, wherever the target has a suspect column.
  private static func filtered(on ground: Ground) -> [ProbeTemplate] {
    let spellings = ground.cache.spellings()
    return ground.cache.relationships.indices.flatMap { index -> [ProbeTemplate] in
      let relationship = ground.cache.relationships[index]
      guard let spelling = spellings[index], let target = ground.cache.relations[relationship.target],
        let source = ground.cache.relations[relationship.source]
      else { return [] }
      return ground.secretColumns(in: target).flatMap { column in
        ground.questions(about: column, of: target, canaries: 1).prefix(1).map { question in
          ProbeTemplate(
            ground.read(
              source,
              select: [
                .column(Field(source.primaryKey.first ?? source.columns.first?.name ?? "*")),
                .embed(spelling.target, hint: spelling.hint, join: .inner, [.column(Field(column.name))]),
              ],
              filters: [Filter(question.field, question.condition, at: [spelling.target])]),
            items: [.relationship(index)])
        }
      }
    }
  }
}
