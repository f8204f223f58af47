internal import Catalog
internal import PostgREST
internal import SQLText

extension Ground {
  /// Exposed relations a write to which may open something.
  var escalationTargets: [EscalationWrites.Target] {
    let deciding = decidingNames
    let exposed = Set(decidingRelations(deciding).map(\.name))
    return relations.compactMap { relation in
      let effects = writes.effects(ofWritingTo: relation.oid)
      let copied = effects.written.intersection(deciding).subtracting([relation.name])
      let bringsSecrets = copiesSecrets(effects, of: relation)
      let opens = bringsSecrets || !copied.isEmpty || effects.functions.contains(where: leavesSettings)
      guard exposed.contains(relation.name) || opens else { return nil }
      return EscalationWrites.Target(
        relation: relation, copiedTo: copied.sorted().compactMap { catalog.relation(named: $0) },
        leavesTraces: bringsSecrets)
    }
  }

  /// Relations whose rows may decide what shows a secret: those that policies, views and functions before it read.
  private var decidingNames: Set<QualifiedName> {
    var names = secretRelations
    for relation in revealing { names.formUnion(reach.relations(fromRelation: relation.oid)) }
    for routine in revealingRoutines { names.formUnion(reach.relations(fromFunction: routine.oid)) }
    return names
  }

  private func decidingRelations(_ names: Set<QualifiedName>) -> [ExposedRelation] {
    relations.filter { relation in
      names.contains(relation.name) || !reach.relations(fromRelation: relation.oid).isDisjoint(with: secretRelations)
        || isView(relation, over: names)
    }
  }

  private func isView(_ relation: ExposedRelation, over names: Set<QualifiedName>) -> Bool {
    relation.isView && !reach.relations(fromRelation: relation.oid).isDisjoint(with: names)
  }

  /// Relations into which a call or a write of a client may bring what it reads of a secret.
  private var copyTargets: Set<QualifiedName> {
    let secret = secretRelations
    let calls = routines.filter { $0.volatility == .volatile }.map { writes.effects(ofCalling: $0.oid) }
      .filter { !$0.read.isDisjoint(with: secret) }
    let written = relations.filter { $0.isInsertable || $0.isUpdatable || $0.isDeletable }.compactMap {
      let effects = writes.effects(ofWritingTo: $0.oid)
      return copiesSecrets(effects, of: $0) ? effects : nil
    }
    return (calls + written).reduce(into: []) { $0.formUnion($1.written) }
  }

  /// Whether something is written that may come from a secret: one that is read, or the very row that is written.
  private func copiesSecrets(_ effects: WriteIndex.Effects, of relation: ExposedRelation) -> Bool {
    let rows = Set(catalog.relation(relation.oid)?.lineage.compactMap { catalog.relation($0.relation)?.name } ?? [])
    return !effects.written.isEmpty
      && !effects.read.union(rows).union([relation.name]).isDisjoint(with: secretRelations)
  }

  /// What is read again after a write: everything that may show a secret or a copy of it, the plainest way.
  package func rereadsAfterWrites(callsOfEach most: Int) -> [ProbeTemplate] {
    let copies = copyTargets
    let relations = Set(revealing.map(\.name))
    let routines = Set(revealingRoutines.map(\.oid))
    return rereads(
      self.relations.filter { relations.contains($0.name) || copies.contains($0.name) || isView($0, over: copies) },
      self.routines.filter {
        routines.contains($0.oid) || !reach.relations(fromFunction: $0.oid).isDisjoint(with: copies)
      }, callsOfEach: most)
  }

  /// What is read again under another identity: everything that may show a secret, the plainest way.
  func rereads(callsOfEach most: Int) -> [ProbeTemplate] { rereads(revealing, revealingRoutines, callsOfEach: most) }

  private func rereads(_ relations: [ExposedRelation], _ routines: [Routine], callsOfEach most: Int) -> [ProbeTemplate]
  {
    let pool = ArgumentPool(self)
    let reads = relations.flatMap { relation -> [ProbeTemplate] in
      let secretColumns = secretColumns(in: relation)
      let columns = hasColumnGrants(relation) ? (secretColumns.isEmpty ? relation.columns : secretColumns) : []
      return [ProbeTemplate(read(relation), items: [.relation(relation.name)])]
        + columns.map {
          ProbeTemplate(read(relation, select: [.column(Field($0.name))]), items: [.column(relation.name, $0.name)])
        }
    }
    let calls = routines.flatMap { routine in
      pool.likelyCalls(of: routine, most: most).map {
        ProbeTemplate(post(routine, $0), items: [.function(routine.oid)])
      }
    }
    return reads + calls
  }
}
