internal import Catalog
package import PostgREST
internal import SQLText

/// Where on the surface a secret could show.
package struct SecretColumns: Sendable {
  /// Exposed relations through which a secret, or a copy that a trigger makes of it, may be read.
  package let relations: [ExposedRelation]
  /// Exposed functions through which a secret may be read.
  package let routines: [Routine]
  private let surface: Surface
  private let readings: Readings
  private let population: Population
  private let names: Set<String>

  init(_ surface: Surface, _ readings: Readings, _ population: Population) {
    (self.surface, self.readings, self.population) = (surface, readings, population)
    names = Set(population.secrets.map(\.column))
    let (secret, reach) = (population.secretRelations, readings.reach)
    let copies = Self.copies(of: secret, surface, readings)
    relations = surface.relations.filter { relation in
      copies.contains(relation.name) || !reach.relations(fromRelation: relation.oid).isDisjoint(with: secret)
    }
    routines = surface.routines.filter { !reach.relations(fromFunction: $0.oid).isDisjoint(with: secret) }
  }

  /// Relations that a trigger of a table with secrets may write to.
  private static func copies(
    of secret: Set<QualifiedName>, _ surface: Surface, _ readings: Readings
  ) -> Set<QualifiedName> {
    secret.reduce(into: []) { copies, name in
      guard let relation = surface.catalog.relation(named: name) else { return }
      for trigger in surface.catalog.triggers where trigger.relation == relation.oid {
        copies.formUnion(readings.reach.relations(fromFunction: trigger.function))
      }
    }
  }

  /// Columns of an exposed relation that could show a secret: the column itself, one that a view takes from it, or a namesake.
  package func columns(of relation: ExposedRelation) -> [ExposedColumn] {
    let taken = columnsTakenFromSecrets(relation)
    return relation.columns.filter { names.contains($0.name) || taken.contains($0.name) }
  }

  private func columnsTakenFromSecrets(_ relation: ExposedRelation) -> Set<String> {
    guard let known = surface.catalog.relation(relation.oid), !known.lineage.isEmpty else { return [] }
    return Set(
      known.lineage.compactMap { origin -> String? in
        guard let base = surface.catalog.relation(origin.relation),
          let source = base.columns.first(where: { $0.number == origin.relationColumn }),
          population.secrets.contains(where: { $0.relation == base.name && $0.column == source.name })
        else { return nil }
        return known.columns.first { $0.number == origin.column }?.name
      })
  }

  /// Columns that a view computes, of rows in which a secret may stand.
  func computed(in relation: ExposedRelation) -> [ExposedColumn] {
    guard let known = surface.catalog.relation(relation.oid), known.isView,
      !readings.reach.relations(fromRelation: relation.oid).isDisjoint(with: population.secretRelations)
    else { return [] }
    let taken = Set(known.lineage.map(\.column))
    let computed = Set(known.columns.filter { !taken.contains($0.number) }.map(\.name))
    let shown = Set(columns(of: relation).map(\.name))
    return relation.columns.filter { computed.contains($0.name) && !shown.contains($0.name) }
  }
}
