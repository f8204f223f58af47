internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Writes that a constraint refuses: the refusal quotes the whole row.
package enum FailingRows: ProbeFamily {
  package static let name = "failing-row"
  package static let summary = "breaks constraints, whose errors quote rows"
  package static let rationale = """
    "Failing row contains (…)" is forwarded to the client. Postgres leaves the row out where row security binds the caller, \
    but a SECURITY DEFINER function, a trigger or a view writes with its owner's rights, and then the row is quoted with its \
    secrets. Keep secrets in a table that no such statement writes to, or catch the error.
    """

  /// Of a long document an error quotes the first 64 bytes only, whatever they are.
  package static func attacks(_ secret: Int, in context: ProbeContext) -> Bool {
    context.population.canaries.contains { canary in
      let quoted = CanaryShape(of: canary.first).randomBytes.prefix(64)
      return canary.secret == secret && context.population.place(of: canary).isEmpty && quoted.count(where: \.self) >= 8
    }
  }

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.relations.filter(\.isUpdatable).flatMap { updates(of: $0, in: context) }
      + context.surface.routines.filter { $0.volatility == .volatile }.flatMap { calls(of: $0, in: context) }
  }

  private static func updates(of relation: ExposedRelation, in context: ProbeContext) -> [ProbeTemplate] {
    let columns = relation.columns.filter {
      !relation.primaryKey.contains($0.name) && context.surface.isWritable($0, of: relation)
    }
    return context.population.rowsOfEachTenant(relation, most: 1).prefix(2).flatMap { row in
      columns.prefix(8).flatMap { column in
        hostile(for: column.type, isNullable: column.isNullable && !relation.isView).prefix(2).map { value in
          ProbeTemplate(
            .update(
              relation.name.name.name, set: .object([.init(column.name, value)]),
              filters: relation.key(of: row), prefer: Preferences(returning: .minimal),
              profile: context.surface.profile(relation.name.schema)),
            items: [.relation(relation.name)])
        }
      }
    }
  }

  private static func calls(of routine: Routine, in context: ProbeContext) -> [ProbeTemplate] {
    let words = context.readings.reach.words(ofFunction: routine.oid)?.words ?? []
    guard !words.isDisjoint(with: ["insert", "update", "execute", "merge"]) else { return [] }
    let pool = context.arguments
    return pool.likelyCalls(of: routine, most: 3).flatMap { call in
      routine.parameters.filter { !$0.name.isEmpty }.flatMap { parameter in
        hostile(for: pool.types.base(of: parameter.type), isNullable: false).map { value in
          var call = call
          if !call.passed.contains(where: { $0.name == parameter.name }) {
            call.passed.append(.init(name: parameter.name, value: value))
          }
          return ProbeTemplate(
            context.surface.post(routine, call.setting([parameter.name: value])), items: [.function(routine.signature)])
        }
      }
    }
  }

  /// Values that a NOT NULL, a CHECK or a length would refuse.
  private static func hostile(for type: String, isNullable: Bool) -> [JSONValue] {
    let missing: [JSONValue] = isNullable ? [] : [.null]
    if type == "text" || type.hasPrefix("character") || type.hasSuffix("citext") {
      return missing + [.string(""), .string(String(repeating: "x", count: 300))]
    }
    return ValueTypes.isNumber(type) ? missing + [-1, 1_000_000_000] : missing
  }
}
