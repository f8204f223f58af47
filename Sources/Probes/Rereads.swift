internal import Catalog
internal import PostgREST

/// What is asked again once the one who asks may be somebody else: everything that may show a secret, the plainest way.
extension ProbeContext {
  /// Asked again under another identity.
  func rereads(callsOfEach most: Int) -> [ProbeTemplate] {
    rereads(secretColumns.relations, secretColumns.routines, callsOfEach: most)
  }

  /// Asked again after a write, which may have brought a copy of a secret to other places.
  func rereadsAfterWrites(callsOfEach most: Int) -> [ProbeTemplate] {
    let targets = EscalationTargets(self)
    let copies = targets.copies
    let relations = Set(secretColumns.relations.map(\.name))
    let routines = Set(secretColumns.routines.map(\.oid))
    return rereads(
      surface.relations.filter {
        relations.contains($0.name) || copies.contains($0.name) || targets.isView($0, over: copies)
      },
      surface.routines.filter {
        routines.contains($0.oid) || !readings.reach.relations(fromFunction: $0.oid).isDisjoint(with: copies)
      }, callsOfEach: most)
  }

  private func rereads(_ relations: [ExposedRelation], _ routines: [Routine], callsOfEach most: Int) -> [ProbeTemplate]
  {
    let reads = relations.flatMap { relation -> [ProbeTemplate] in
      let secret = secretColumns.columns(of: relation)
      let columns = surface.hasColumnGrants(relation) ? (secret.isEmpty ? relation.columns : secret) : []
      return [ProbeTemplate(surface.read(relation), items: [.relation(relation.name)])]
        + columns.map {
          ProbeTemplate(
            surface.read(relation, select: [.column(Field($0.name))]), items: [.column(relation.name, $0.name)])
        }
    }
    let calls = routines.flatMap { routine in
      arguments.likelyCalls(of: routine, most: most).map {
        ProbeTemplate(surface.post(routine, $0), items: [.function(routine.signature)])
      }
    }
    return reads + calls
  }
}
