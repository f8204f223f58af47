internal import JSONText
internal import PostgREST

/// Keys inside JSON columns, and the fields of composite and array columns that `to_jsonb` opens.
package enum JSONPaths: ProbeFamily {
  package static let name = "json-path"
  package static let summary = "reads the keys inside JSON, composite and array columns"
  package static let rationale = """
    `select=col->a->>b` reaches into any column, JSON or not, and can be filtered and renamed where the whole column is too \
    long to notice. A secret inside a JSON column has the rights of the column: move it to a table of its own.
    """

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.relations.flatMap { relation in
      relation.columns.flatMap { column in
        paths(into: column, of: relation, in: context).map { path in
          ProbeTemplate(
            context.surface.read(relation, select: [.column(Field(column.name, path: path), as: "value")]),
            items: [.column(relation.name, column.name)])
        }
      }
    }
  }

  /// The paths under which a secret is declared or stands, and those that exist in the rows; at most two levels and twelve paths.
  private static func paths(into column: ExposedColumn, of relation: ExposedRelation, in context: ProbeContext)
    -> [[JSONStep]]
  {
    let declared =
      context.population.secrets.filter { $0.column == column.name && !$0.path.isEmpty }.map(\.path)
      + context.population.canaries(in: column.name, of: relation.name).map(context.population.place).filter {
        !$0.isEmpty
      }
    let values = context.population.rows.rows(of: relation.name).prefix(4).compactMap { $0[column.name] }
    var seen: Set<[String]> = []
    let paths = (declared + values.flatMap { Self.keys(of: $0, depth: 2) }).filter { seen.insert($0).inserted }
    return paths.prefix(12).map { keys in
      keys.enumerated().map { index, key in
        let isLast = index == keys.count - 1
        return Int(key).map { .index($0, asText: isLast) } ?? .key(key, asText: isLast)
      }
    }
  }

  private static func keys(of value: JSONValue, depth: Int) -> [[String]] {
    guard depth > 0, let members = value.members else { return [] }
    return members.flatMap { member in
      [[member.key]] + keys(of: member.value, depth: depth - 1).map { [member.key] + $0 }
    }
  }
}
