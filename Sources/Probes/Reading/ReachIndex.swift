package import Catalog
package import SQLText

/// Which relations each object may read, directly or through views, functions, policies and triggers.
///
/// It follows names in source texts, so it errs on the side of reaching: dynamic SQL is followed by the literals it is made of.
package struct ReachIndex: Sendable {
  private enum Node: Hashable {
    case relation(OID)
    case function(OID)
  }

  private let names: [OID: QualifiedName]
  private let edges: [Node: [Node]]
  /// The words of each function's body, of each view's query.
  private let functionWords: [OID: SQLWords]

  package init(_ catalog: CatalogSnapshot) {
    var named: [String: [Node]] = [:]
    let relations = catalog.relations.filter { !Self.isSystem($0.name.schema.name) }
    let functions = catalog.functions.filter { !Self.isSystem($0.name.schema.name) }
    for relation in relations {
      named[relation.name.name.name.lowercased(), default: []].append(.relation(relation.oid))
    }
    for function in functions {
      named[function.name.name.name.lowercased(), default: []].append(.function(function.oid))
    }
    var edges: [Node: [Node]] = [:]
    func link(_ node: Node, to words: SQLWords) {
      edges[node, default: []] += words.words.flatMap { named[$0.lowercased()] ?? [] }
    }
    let functionWords = Dictionary(functions.map { ($0.oid, SQLWords($0.body)) }) { first, _ in first }
    for (oid, words) in functionWords { link(.function(oid), to: words) }
    for relation in relations {
      if let query = relation.viewDefinition { link(.relation(relation.oid), to: SQLWords(query)) }
      edges[.relation(relation.oid), default: []] += relation.lineage.map { .relation($0.relation) }
    }
    for policy in catalog.policies {
      link(.relation(policy.relation), to: SQLWords((policy.using ?? "") + " " + (policy.check ?? "")))
    }
    for trigger in catalog.triggers {
      edges[.relation(trigger.relation), default: []].append(.function(trigger.function))
    }
    for key in catalog.constraints where key.kind == .foreignKey {
      edges[.relation(key.relation), default: []].append(.relation(key.referencedRelation))
    }
    self.edges = edges
    self.functionWords = functionWords
    names = Dictionary(relations.map { ($0.oid, $0.name) }) { first, _ in first }
  }

  /// The relations that reading a relation, or writing to it, may touch; itself included.
  package func relations(fromRelation oid: OID) -> Set<QualifiedName> { reached(from: .relation(oid)) }

  /// The relations that a call of a function may touch.
  package func relations(fromFunction oid: OID) -> Set<QualifiedName> { reached(from: .function(oid)) }

  package func words(ofFunction oid: OID) -> SQLWords? { functionWords[oid] }

  private func reached(from start: Node) -> Set<QualifiedName> {
    var open = [start]
    var seen: Set<Node> = [start]
    var reached: Set<QualifiedName> = []
    while let node = open.popLast() {
      if case .relation(let oid) = node, let name = names[oid] { reached.insert(name) }
      for next in edges[node] ?? [] where seen.insert(next).inserted { open.append(next) }
    }
    return reached
  }

  private static func isSystem(_ schema: String) -> Bool { schema == "pg_catalog" || schema == "information_schema" }
}
