internal import Catalog
internal import PostgREST
package import Probes
package import SQLText

extension Ground {
  /// The relations that a request can read directly or through views, functions and triggers, by the names their text holds.
  package func reachable(by draft: Draft) -> Set<QualifiedName> {
    var open: [Object] = draft.items.compactMap { item in
      switch item {
      case .relation(let name), .column(let name, _): catalog.relation(named: name).map { .relation($0) }
      case .relationship(let index): catalog.relation(named: cache.relationships[index].target).map { .relation($0) }
      case .function(let oid): catalog.function(oid).map { .function($0) }
      case .computedField(_, let name): catalog.functions.first { $0.name.name.name == name }.map { .function($0) }
      }
    }
    var relations: Set<QualifiedName> = []
    var functions: Set<OID> = []
    while let object = open.popLast() {
      switch object {
      case .relation(let relation):
        guard relations.insert(relation.name).inserted else { continue }
        open += mentioned(in: relation.viewDefinition ?? "")
        open += catalog.triggers.filter { $0.relation == relation.oid }.compactMap { catalog.function($0.function) }.map
        { .function($0) }
        open += catalog.policies.filter { $0.relation == relation.oid }.flatMap {
          mentioned(in: ($0.using ?? "") + " " + ($0.check ?? ""))
        }
        open += catalog.constraints.filter { $0.kind == .foreignKey && $0.relation == relation.oid }
          .compactMap { catalog.relation($0.referencedRelation) }.map { .relation($0) }
      case .function(let function):
        guard functions.insert(function.oid).inserted else { continue }
        open += mentioned(in: function.body)
      }
    }
    return relations
  }

  private enum Object {
    case relation(Relation)
    case function(Function)
  }

  private func mentioned(in text: String) -> [Object] {
    guard !text.isEmpty else { return [] }
    let words = Set(StatementIndex.words(of: text))
    return catalog.relations.filter {
      $0.name.schema.name != "pg_catalog" && words.contains($0.name.name.name.lowercased())
    }.map { .relation($0) }
      + catalog.functions.filter {
        $0.name.schema.name != "pg_catalog" && words.contains($0.name.name.name.lowercased())
      }.map { .function($0) }
  }
}
