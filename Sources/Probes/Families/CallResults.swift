internal import Catalog
internal import PostgREST
internal import SQLText

/// What can be asked of the rows that a function returns, beside the rows themselves.
package enum CallResults: ProbeFamily {
  package static let name = "call-result"
  package static let summary = "embeds and computes below the rows that functions return"
  package static let rationale = """
    A function that returns rows of a relation hands them to that relation's computed fields and relationships, though the \
    caller may not be able to read a single one of them.
    """

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    let pool = context.arguments
    return context.surface.routines.flatMap { routine -> [ProbeTemplate] in
      guard routine.returns.isComposite else { return [] }
      // PostgREST takes the result's relation by its name in the schema of the request.
      let name = QualifiedName(routine.name.schema, routine.returns.type.name)
      let items = relationships(of: name, in: context) + fields(of: name, in: context)
      return items.flatMap { item in
        pool.likelyCalls(of: routine, most: 2).compactMap { call in
          guard var request = context.surface.get(routine, call) else { return nil }
          request.select = [.star, item]
          return ProbeTemplate(request, items: [.function(routine.signature)])
        }
      }
    }
  }

  private static func relationships(of name: QualifiedName, in context: ProbeContext) -> [SelectItem] {
    context.surface.cache.relationships(of: name, in: name.schema).filter { $0.function != nil }.compactMap {
      relationship in
      context.surface.cache.spelling(of: relationship).map { .embed($0.target, hint: $0.hint) }
    }
  }

  private static func fields(of name: QualifiedName, in context: ProbeContext) -> [SelectItem] {
    context.surface.cache.computedFields.filter { $0.reach == .relation(name) && !$0.isAggregate }.map {
      .column(Field($0.name))
    }
  }
}
