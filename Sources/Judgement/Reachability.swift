internal import Catalog
internal import PostgREST
package import Probes
package import SQLText

extension Ground {
  /// The relations that a request can read directly or through views, functions and triggers, by the names their text holds.
  package func reachable(by draft: Draft) -> Set<QualifiedName> {
    draft.items.reduce(into: []) { reached, item in
      switch item {
      case .relation(let name), .column(let name, _):
        if let relation = catalog.relation(named: name) {
          reached.formUnion(reach.relations(fromRelation: relation.oid))
        }
      case .relationship(let index):
        if let target = catalog.relation(named: cache.relationships[index].target) {
          reached.formUnion(reach.relations(fromRelation: target.oid))
        }
      case .function(let oid): reached.formUnion(reach.relations(fromFunction: oid))
      case .computedField(let relation, let name):
        for field in cache.computedFields where field.name == name && field.reach == .relation(relation) {
          reached.formUnion(reach.relations(fromFunction: field.oid))
        }
      }
    }
  }
}
