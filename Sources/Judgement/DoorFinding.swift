internal import Catalog
internal import PostgREST
package import Probes
internal import SQLText

extension Surface {
  /// The door that a request went through to what stands at a place of its answer.
  ///
  /// - Parameter place: keys and indexes into the body; empty where the answer has none, as in an error.
  package func door(of template: ProbeTemplate, place: [String]) -> Door {
    switch template.request.resource {
    case .root: return .root
    case .routine: return function(of: template)
    case .relation(let name):
      return computedField(of: template) ?? embedded(template, place: place)
        ?? .relation(relation(named: name, of: template.request))
    }
  }

  private func function(of template: ProbeTemplate) -> Door {
    for case .function(let signature) in template.items { return .function(signature) }
    return .place(Place(template.request.http.url))
  }

  private func computedField(of template: ProbeTemplate) -> Door? {
    for case .computedField(let relation, let name) in template.items where !isBuiltIn(name) {
      return .computedField(relation, name)
    }
    return nil
  }

  /// What Postgres itself brings shows nothing of a row that the row does not show.
  private func isBuiltIn(_ field: String) -> Bool {
    cache.computedFields.allSatisfy { $0.name != field || $0.function.schema == "pg_catalog" }
  }

  /// The target of the embed, when the value stands below it.
  private func embedded(_ template: ProbeTemplate, place: [String]) -> Door? {
    for case .relationship(let relationship) in template.items {
      let below = place.filter { Int($0) == nil }
      guard below.count != 1 || !isColumn(below[0], of: relationship.source) else { continue }
      guard let function = relationship.function else { return .relation(relationship.target) }
      return catalog.functions(named: function).first.map { .function($0.signature) }
    }
    return nil
  }

  private func isColumn(_ name: String, of relation: QualifiedName) -> Bool {
    cache.relations[relation]?.column(name) != nil
  }
}
