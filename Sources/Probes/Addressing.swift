internal import Catalog
package import PostgREST
internal import SQLText

extension Surface {
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

  /// Everything that PostgREST exposes and a request can name.
  package var items: [SurfaceItem] {
    let fixed = relations.flatMap { relation in
      [.relation(relation.name)] + relation.columns.map { .column(relation.name, $0.name) }
        + computedFields(of: relation).map { .computedField(relation.name, $0.name) } as [SurfaceItem]
    }
    let addressable = zip(cache.relationships, spellings).filter { $1 != nil }.map { SurfaceItem.relationship($0.0) }
    return fixed + addressable + routines.map { .function($0.signature) }
  }

  /// The name of an item as settings and reports spell it.
  package func name(of item: SurfaceItem) -> String {
    switch item {
    case .relation(let name): "relation \(name)"
    case .column(let relation, let column): "column \(relation).\(Identifier(column))"
    case .relationship(let relationship):
      "relationship \(relationship.source) → \(cache.spelling(of: relationship)?.description ?? "\(relationship.target)")"
    case .function(let signature): "function \(signature)"
    case .computedField(let relation, let name): "computed field \(relation).\(Identifier(name))"
    }
  }

  /// Whether rights on the relation were given column by column, so that all of them at once may be refused.
  package func hasColumnGrants(_ relation: ExposedRelation) -> Bool {
    catalog.relation(relation.oid)?.columns.contains { !$0.access.grants.isEmpty } ?? false
  }

  /// Whether a client may give the column a value.
  package func isWritable(_ column: ExposedColumn, of relation: ExposedRelation) -> Bool {
    guard let known = catalog.relation(relation.oid)?.column(column.name) else { return true }
    return known.generation == .none || known.generation == .identityByDefault
  }
}
