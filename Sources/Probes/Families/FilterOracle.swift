internal import PostgREST

/// Filters on a secret column that is not selected: whether a row comes back tells the value.
package enum FilterOracle: ProbeFamily {
  package static let name = "filter"
  package static let summary = "filters on secret columns without selecting them"
  package static let rationale = """
    `id=…&token=like.a*` answers one question a request, and a few hundred requests spell out the token. Postgres asks for \
    SELECT on a filtered column of a table, but a view or function that filters for the caller asks nobody.
    """

  package static func requests(on ground: Ground) -> [Draft] {
    ground.relations.flatMap { relation in
      ground.suspects(in: relation).flatMap { column in
        conditions(for: column, on: ground).map { condition in
          Draft(
            ground.read(
              relation, select: visible(in: relation, beside: column),
              filters: [Filter(Field(column.name), condition)]),
            items: [.column(relation.name, column.name)])
        }
      }
    }
  }

  /// Equality, a range and a prefix, around a value of the first world.
  static func conditions(for column: ExposedColumn, on ground: Ground) -> [Condition] {
    ground.canaryValues(ofColumn: column.name).prefix(2).flatMap { value in
      [.eq(value), .gte(value), .like(String(value.prefix(value.count * 3 / 4)) + "*")]
    }
  }

  /// A column to select that is not the one asked about.
  static func visible(in relation: ExposedRelation, beside column: ExposedColumn) -> [SelectItem] {
    let other = relation.primaryKey.first ?? relation.columns.first { $0.name != column.name }?.name
    return [.column(Field(other ?? column.name))]
  }
}
