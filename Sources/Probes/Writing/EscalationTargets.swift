internal import Catalog
internal import PostgREST
internal import SQLText

/// A relation to write to, with what its triggers fill.
struct WriteTarget: Sendable {
  var relation: ExposedRelation
  /// Relations with labels of their own that a trigger copies the row to.
  var copiedTo: [Relation]
  /// Whether the mere attempt runs a function that writes: then a write without a row counts too.
  var leavesTraces: Bool
}

/// Where a write may open something: relations whose rows decide what shows a secret, or that a secret may be brought to.
struct EscalationTargets: Sendable {
  private let surface: Surface
  private let readings: Readings
  private let secret: Set<QualifiedName>
  private let secretColumns: SecretColumns

  init(_ context: ProbeContext) {
    (surface, readings, secretColumns) = (context.surface, context.readings, context.secretColumns)
    secret = context.population.secretRelations
  }

  /// Exposed relations a write to which may open something.
  var relations: [WriteTarget] {
    let deciding = decidingNames
    let exposed = Set(surface.relations.filter { decides($0, among: deciding) }.map(\.name))
    return surface.relations.compactMap { relation in
      let effects = readings.writes.effects(ofWritingTo: relation.oid)
      let copied = effects.written.intersection(deciding).subtracting([relation.name])
      let bringsSecrets = copiesSecrets(effects, of: relation)
      let opens = bringsSecrets || !copied.isEmpty || leavesSettings(effects)
      guard exposed.contains(relation.name) || opens else { return nil }
      return WriteTarget(
        relation: relation, copiedTo: copied.sorted().compactMap { surface.catalog.relation(named: $0) },
        leavesTraces: bringsSecrets)
    }
  }

  func leavesSettings(_ effects: WriteIndex.Effects) -> Bool {
    effects.functions.contains { surface.catalog.function($0)?.leavesSettings ?? false }
  }

  /// Relations whose rows may decide what shows a secret: those that policies, views and functions before it read.
  private var decidingNames: Set<QualifiedName> {
    var names = secret
    for relation in secretColumns.relations { names.formUnion(readings.reach.relations(fromRelation: relation.oid)) }
    for routine in secretColumns.routines { names.formUnion(readings.reach.relations(fromFunction: routine.oid)) }
    return names
  }

  private func decides(_ relation: ExposedRelation, among names: Set<QualifiedName>) -> Bool {
    names.contains(relation.name)
      || !readings.reach.relations(fromRelation: relation.oid).isDisjoint(with: secret)
      || isView(relation, over: names)
  }

  func isView(_ relation: ExposedRelation, over names: Set<QualifiedName>) -> Bool {
    relation.isView && !readings.reach.relations(fromRelation: relation.oid).isDisjoint(with: names)
  }

  /// Relations into which a call or a write of a client may bring what it reads of a secret.
  var copies: Set<QualifiedName> {
    let calls = surface.routines.filter { $0.volatility == .volatile }.map {
      readings.writes.effects(ofCalling: $0.oid)
    }.filter { !$0.read.isDisjoint(with: secret) }
    let written = surface.relations.filter { $0.isInsertable || $0.isUpdatable || $0.isDeletable }.compactMap {
      let effects = readings.writes.effects(ofWritingTo: $0.oid)
      return copiesSecrets(effects, of: $0) ? effects : nil
    }
    return (calls + written).reduce(into: []) { $0.formUnion($1.written) }
  }

  /// Whether something is written that may come from a secret: one that is read, or the very row that is written.
  private func copiesSecrets(_ effects: WriteIndex.Effects, of relation: ExposedRelation) -> Bool {
    let lineage = surface.catalog.relation(relation.oid)?.lineage ?? []
    let rows = Set(lineage.compactMap { surface.catalog.relation($0.relation)?.name })
    return !effects.written.isEmpty && !effects.read.union(rows).union([relation.name]).isDisjoint(with: secret)
  }
}
