internal import Catalog
internal import PostgREST
package import Probes
package import SQLText

extension ProbeContext {
  /// The relations that a request can read directly or through views, functions and triggers, by the names their text holds.
  package func reachable(by template: ProbeTemplate) -> Set<QualifiedName> {
    template.items.reduce(into: []) { $0.formUnion(reachable(through: $1)) }
  }

  private func reachable(through item: SurfaceItem) -> Set<QualifiedName> {
    switch item {
    case .relation(let name), .column(let name, _): reachable(from: name)
    case .relationship(let relationship): reachable(from: relationship.target)
    case .function(let signature):
      surface.routine(signed: signature).map { readings.reach.relations(fromFunction: $0.oid) } ?? []
    case .computedField(_, let name):
      surface.catalog.functions.first { $0.name.name.name == name }.map {
        readings.reach.relations(fromFunction: $0.oid)
      } ?? []
    }
  }

  private func reachable(from name: QualifiedName) -> Set<QualifiedName> {
    surface.catalog.relation(named: name).map { readings.reach.relations(fromRelation: $0.oid) } ?? []
  }
}
