internal import Catalog
internal import SQLText

extension CatalogSnapshot {
  /// The relations that a view's query names.
  func sources(of view: Relation) -> [Relation] {
    let origins = Set(view.lineage.map(\.relation))
    let words = Set(SQLLexer.words(of: view.viewDefinition ?? ""))
    return relations.filter { relation in
      relation.oid != view.oid
        && (origins.contains(relation.oid)
          || words.contains(relation.name.name.name) && words.contains(relation.name.schema.name))
    }
  }
}
