package import PostgREST
internal import SQLText

extension Ground {
  /// The shortest spelling that PostgREST resolves to this relationship and no other, or nil where it has none.
  package func spelling(of relationship: Relationship) -> EmbedSpelling? { cache.spelling(of: relationship) }

  /// Functions that a client can name as columns of a relation, where no real column of that name hides them.
  ///
  /// Of the built-in functions that take any row only three stand for all: they ask for the same rights as `select=*`, and
  /// differ in what `db-max-rows` can cut off.
  package func computedFields(of relation: ExposedRelation) -> [ComputedField] {
    cache.computedFields.filter { field in
      guard relation.column(field.name) == nil else { return false }
      switch field.reach {
      case .relation(let name): return name == relation.name
      case .anyRelation: return field.function.schema != "pg_catalog" || Self.wholeRowFunctions.contains(field.name)
      }
    }
  }

  private static let wholeRowFunctions: Set<String> = ["to_jsonb", "json_agg", "count"]
}
