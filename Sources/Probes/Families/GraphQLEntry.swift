internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// A GraphQL resolver behind `/rpc`: a second read API over the same tables, with its own rules of what is exposed.
package enum GraphQLEntry: ProbeFamily {
  package static let name = "graphql"
  package static let summary = "asks every exposed GraphQL function for every table of the database"
  package static let rationale = """
    A schema that was taken out of `db-schemas` may still be served by `/rpc/graphql`, which reads with the caller's rights: \
    grants and row security decide, not the list of exposed schemas. Enable row security on every table that the API roles \
    may select.
    """

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    context.surface.routines.flatMap { routine -> [ProbeTemplate] in
      guard let parameter = queryParameter(of: routine) else { return [] }
      let writes = routine.volatility == .volatile
      let documents = tables(in: context).flatMap { table in
        let documents = GraphQLDocuments(table: table, context: context)
        return documents.queries + (writes ? documents.mutations : [])
      }
      return (GraphQLDocuments.introspection + documents).map { document in
        ProbeTemplate(
          context.surface.call(routine, posting: [parameter: .string(document)]), items: [.function(routine.signature)])
      }
    }
  }

  /// The text parameter that takes the query, of a function named for GraphQL.
  private static func queryParameter(of routine: Routine) -> String? {
    guard routine.name.name.name.lowercased().contains("graphql") else { return nil }
    let texts = routine.parameters.filter { ["text", "character varying"].contains($0.type) }
    return (texts.first { $0.name.lowercased().contains("query") } ?? (texts.count == 1 ? texts[0] : nil))?.name
  }

  private static func tables(in context: ProbeContext) -> [Relation] {
    let secret = context.population.secretRelations
    let hidden: Set<String> = ["auth", "vault", "storage", "realtime", "extensions", "trespass"]
    let own = context.surface.catalog.relations.filter { relation in
      [.table, .partitionedTable, .view, .materializedView, .foreignTable].contains(relation.kind)
        && (secret.contains(relation.name) || !hidden.contains(relation.name.schema.name))
        && !["pg_catalog", "information_schema"].contains(relation.name.schema.name)
    }
    return own.filter { secret.contains($0.name) } + own.filter { !secret.contains($0.name) }.prefix(40)
  }
}
