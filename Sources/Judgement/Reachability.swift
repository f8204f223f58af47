internal import Catalog
internal import PostgREST
package import Probes
package import SQLText

extension Ground {
  /// The relations that a request can read directly or through views, functions and triggers, by the names their text holds.
  package func reachable(by template: ProbeTemplate) -> Set<QualifiedName> {
    template.items.reduce(into: []) { $0.formUnion(reachable(through: $1)) }
  }

  private func reachable(through item: SurfaceItem) -> Set<QualifiedName> {
    switch item {
    case .relation(let name), .column(let name, _): reachable(from: name)
    case .relationship(let index): reachable(from: cache.relationships[index].target)
    case .function(let oid): reach.relations(fromFunction: oid)
    case .computedField(_, let name):
      catalog.functions.first { $0.name.name.name == name }.map { reach.relations(fromFunction: $0.oid) } ?? []
    }
  }

  private func reachable(from name: QualifiedName) -> Set<QualifiedName> {
    catalog.relation(named: name).map { reach.relations(fromRelation: $0.oid) } ?? []
  }
}
