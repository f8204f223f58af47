internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Writes that return what they wrote: `RETURNING` reads.
package enum ReturningWrites: ProbeFamily {
  package static let name = "write-returning"
  package static let summary = "inserts, updates, upserts and deletes with return=representation"
  package static let rationale = """
    `Prefer: return=representation` reads the written row back after defaults, generated columns and triggers have filled \
    it: an insert may return a secret that no SELECT would. Revoke the writes, or keep secrets out of what triggers put \
    into the row.
    """

  package static func requests(in context: ProbeContext) -> [ProbeTemplate] {
    let rows = NewRows(context)
    return context.surface.relations.flatMap { relation in
      (relation.isInsertable ? inserts(into: relation, rows) : [])
        + (relation.isUpdatable ? updates(of: relation, in: context) : [])
        + (relation.isDeletable ? deletes(from: relation, in: context) : [])
    }
  }

  private static func inserts(into relation: ExposedRelation, _ rows: NewRows) -> [ProbeTemplate] {
    let context = rows.context
    let profile = context.surface.profile(relation.name.schema)
    let name = relation.name.name.name
    let owners = rows.identityColumns(of: relation).isEmpty ? [nil] : context.population.subjects.map(Optional.some)
    return owners.flatMap { owner in
      tenants(of: owner, context).flatMap { tenant in
        NewRows.Extent.allCases.map { extent in
          let row = rows.row(for: relation, tenant: tenant, asker: owner, extent)
          return ProbeTemplate(
            .insert(into: name, row, select: returned(relation, in: context), profile: profile),
            items: [.relation(relation.name)],
            principals: owner.map { Set($0.names) })
        }
      }
    } + upserts(into: relation, in: context)
  }

  /// A user writes rows of their own tenant; whoever has none tries both.
  private static func tenants(of owner: Subject?, _ context: ProbeContext) -> [String?] {
    if let tenant = owner?.tenant { return [tenant] }
    return context.population.tenants.isEmpty ? [nil] : context.population.tenants.map(\.label)
  }

  private static func upserts(into relation: ExposedRelation, in context: ProbeContext) -> [ProbeTemplate] {
    guard !relation.primaryKey.isEmpty else { return [] }
    return context.population.rowsOfEachTenant(relation, most: 1).prefix(3).map { row in
      let written = JSONValue.object(
        (row.members ?? []).filter { member in
          relation.column(member.key).map { context.surface.isWritable($0, of: relation) } ?? false
        })
      return ProbeTemplate(
        .upsert(
          into: relation.name.name.name, written, select: returned(relation, in: context),
          profile: context.surface.profile(relation.name.schema)),
        items: [.relation(relation.name)])
    }
  }

  /// Any column set to the value that it has: what a trigger adds is of interest, not the change.
  private static func updates(of relation: ExposedRelation, in context: ProbeContext) -> [ProbeTemplate] {
    let columns = relation.columns.filter {
      !relation.primaryKey.contains($0.name) && context.surface.isWritable($0, of: relation)
    }
    return context.population.rowsOfEachTenant(relation, most: 1).prefix(3).flatMap { row in
      columns.filter { row[$0.name] != nil }.prefix(4).map { column in
        ProbeTemplate(
          .update(
            relation.name.name.name, set: .object([.init(column.name, row[column.name] ?? .null)]),
            filters: relation.key(of: row), select: returned(relation, in: context),
            profile: context.surface.profile(relation.name.schema)),
          items: [.relation(relation.name)])
      }
    }
  }

  private static func deletes(from relation: ExposedRelation, in context: ProbeContext) -> [ProbeTemplate] {
    context.population.rowsOfEachTenant(relation, most: 1).prefix(3).map { row in
      ProbeTemplate(
        .delete(
          from: relation.name.name.name, filters: relation.key(of: row),
          select: returned(relation, in: context),
          profile: context.surface.profile(relation.name.schema)),
        items: [.relation(relation.name)])
    }
  }

  /// Every column, or where columns are granted one by one those that could show a secret.
  private static func returned(_ relation: ExposedRelation, in context: ProbeContext) -> [SelectItem]? {
    let secretColumns = context.secretColumns.columns(of: relation)
    guard context.surface.hasColumnGrants(relation), !secretColumns.isEmpty else { return nil }
    return secretColumns.map { .column(Field($0.name)) }
  }
}
