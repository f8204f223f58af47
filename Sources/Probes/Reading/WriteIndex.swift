package import Catalog
package import SQLText

/// What a write or a call sets off: the functions that run, and what they read and write, by the names in their texts.
package struct WriteIndex: Sendable {
  /// All that happens on the way.
  package struct Effects: Hashable, Sendable {
    package var functions: Set<OID> = []
    package var read: Set<QualifiedName> = []
    package var written: Set<QualifiedName> = []
  }

  private let catalog: CatalogSnapshot
  private let reach: ReachIndex
  private let functionsByName: [String: [OID]]
  private let relationsByName: [String: [OID]]
  private let triggers: [OID: [OID]]

  package init(_ catalog: CatalogSnapshot, reach: ReachIndex) {
    self.catalog = catalog
    self.reach = reach
    let functions = catalog.functions.filter { $0.name.schema != "pg_catalog" }
    functionsByName = Dictionary(grouping: functions) { $0.name.name.name.lowercased() }.mapValues { $0.map(\.oid) }
    relationsByName = Dictionary(grouping: catalog.relations) { $0.name.name.name.lowercased() }
      .mapValues { $0.map(\.oid) }
    triggers = Dictionary(grouping: catalog.triggers.filter(\.isEnabled), by: \.relation)
      .mapValues { $0.map(\.function) }
  }

  /// What a call sets off, the function itself included.
  package func effects(ofCalling function: OID) -> Effects { effects([function]) }

  /// What a client's write into a relation sets off: its triggers and rules, and the functions that its policies and checks call.
  package func effects(ofWritingTo relation: OID) -> Effects {
    let below = [relation] + Set(catalog.relation(relation)?.lineage.map(\.relation) ?? []).sorted()
    let rules = catalog.rules.filter { below.contains($0.relation) }.map(\.definition)
    let policies = catalog.policies.filter { below.contains($0.relation) }.flatMap { [$0.using, $0.check] }
    let checks = catalog.constraints.filter { below.contains($0.relation) && $0.kind == .check }.map(\.definition)
    let named = (policies.compactMap(\.self) + checks + rules).flatMap { called(in: SQLWords($0)) }
    var effects = effects(below.flatMap { triggers[$0] ?? [] } + named)
    for rule in rules {
      effects.read.formUnion(relations(in: SQLWords(rule)))
      effects.written.formUnion(targets(in: rule, reaching: []).compactMap { catalog.relation($0)?.name })
    }
    return effects
  }

  private func effects(_ start: [OID]) -> Effects {
    var effects = Effects(functions: Set(start))
    var open = start
    while let function = open.popLast() {
      effects.read.formUnion(reach.relations(fromFunction: function))
      var next = reach.words(ofFunction: function).map(called) ?? []
      for target in targets(of: function) {
        guard let name = catalog.relation(target)?.name, effects.written.insert(name).inserted else { continue }
        next += triggers[target] ?? []
      }
      open += next.filter { effects.functions.insert($0).inserted }
    }
    return effects
  }

  private func called(in words: SQLWords) -> [OID] { words.words.flatMap { functionsByName[$0.lowercased()] ?? [] } }

  private func relations(in words: SQLWords) -> [QualifiedName] {
    words.words.flatMap { relationsByName[$0.lowercased()] ?? [] }.compactMap { catalog.relation($0)?.name }
  }

  // MARK: Targets

  private func targets(of function: OID) -> [OID] {
    guard let body = catalog.function(function)?.body else { return [] }
    return targets(in: body, reaching: reach.relations(fromFunction: function))
  }

  /// The relations that a text writes into; where a name is pasted together, all reached.
  private func targets(in text: String, reaching reached: Set<QualifiedName>) -> [OID] {
    let targets = WriteTargets(in: text)
    return targets.names.flatMap { relationsByName[$0] ?? [] }
      + (targets.arePasted ? reached.compactMap { catalog.relation(named: $0)?.oid } : [])
  }
}
