internal import Catalog
package import PostgREST
package import SQLText

/// Where on the surface a secret could show.
extension Ground {
  /// Columns of an exposed relation that could show a secret: the column itself, one that a view takes from it, or a namesake.
  package func secretColumns(in relation: ExposedRelation) -> [ExposedColumn] {
    let names = Set(secrets.map(\.column))
    let taken = columnsTakenFromSecrets(relation)
    return relation.columns.filter { names.contains($0.name) || taken.contains($0.name) }
  }

  /// The canaries that may stand in a column: those of its own table, else those of any namesake.
  package func canaries(in column: ExposedColumn, of relation: ExposedRelation) -> [Canary] {
    let namesakes = canaries.filter { secrets[$0.secret].column == column.name }
    let own = namesakes.filter { secrets[$0.secret].relation == relation.name }
    return own.isEmpty ? namesakes : own
  }

  private func columnsTakenFromSecrets(_ relation: ExposedRelation) -> Set<String> {
    guard let known = catalog.relation(relation.oid), !known.lineage.isEmpty else { return [] }
    return Set(
      known.lineage.compactMap { origin -> String? in
        guard let base = catalog.relation(origin.relation),
          let source = base.columns.first(where: { $0.number == origin.relationColumn }),
          secrets.contains(where: { $0.relation == base.name && $0.column == source.name })
        else { return nil }
        return known.columns.first { $0.number == origin.column }?.name
      })
  }

  /// Columns that a view computes, of rows in which a secret may stand.
  func computedOfSecrets(in relation: ExposedRelation) -> [ExposedColumn] {
    guard let known = catalog.relation(relation.oid), known.isView,
      !reach.relations(fromRelation: relation.oid).isDisjoint(with: secretRelations)
    else { return [] }
    let taken = Set(known.lineage.map(\.column))
    let computed = Set(known.columns.filter { !taken.contains($0.number) }.map(\.name))
    let secretColumns = Set(secretColumns(in: relation).map(\.name))
    return relation.columns.filter { computed.contains($0.name) && !secretColumns.contains($0.name) }
  }

  /// Relations that keep secrets.
  package var secretRelations: Set<QualifiedName> { Set(secrets.map(\.relation)) }

  /// Exposed relations through which a secret, or a copy that a trigger makes of it, may be read.
  package var revealing: [ExposedRelation] {
    let secret = secretRelations
    let copies = secret.reduce(into: Set<QualifiedName>()) { copies, name in
      guard let relation = catalog.relation(named: name) else { return }
      for trigger in catalog.triggers where trigger.relation == relation.oid {
        copies.formUnion(reach.relations(fromFunction: trigger.function))
      }
    }
    return relations.filter { relation in
      copies.contains(relation.name) || !reach.relations(fromRelation: relation.oid).isDisjoint(with: secret)
    }
  }

  /// Exposed functions through which a secret may be read.
  package var revealingRoutines: [Routine] {
    let secret = secretRelations
    return routines.filter { !reach.relations(fromFunction: $0.oid).isDisjoint(with: secret) }
  }

  /// Whether rights on the relation were given column by column, so that all of them at once may be refused.
  package func hasColumnGrants(_ relation: ExposedRelation) -> Bool {
    catalog.relation(relation.oid)?.columns.contains { !$0.access.grants.isEmpty } ?? false
  }
}
