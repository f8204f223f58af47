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

  package static func requests(on ground: Ground) -> [ProbeTemplate] {
    let rows = NewRows(ground)
    return ground.relations.flatMap { relation in
      (relation.isInsertable ? inserts(into: relation, rows) : [])
        + (relation.isUpdatable ? updates(of: relation, on: ground) : [])
        + (relation.isDeletable ? deletes(from: relation, on: ground) : [])
    }
  }

  private static func inserts(into relation: ExposedRelation, _ rows: NewRows) -> [ProbeTemplate] {
    let ground = rows.ground
    let profile = ground.profile(relation.name.schema)
    let name = relation.name.name.name
    let owners = rows.identityColumns(of: relation).isEmpty ? [nil] : ground.subjects
    return owners.flatMap { owner in
      tenants(of: owner, ground).flatMap { tenant in
        NewRows.Extent.allCases.map { extent in
          let row = rows.row(for: relation, tenant: tenant, asker: owner, extent)
          return ProbeTemplate(
            .insert(into: name, row, select: returned(relation, on: ground), profile: profile),
            items: [.relation(relation.name)],
            principals: owner.map { Set($0.names) })
        }
      }
    } + upserts(into: relation, on: ground)
  }

  /// A user writes rows of their own tenant; whoever has none tries both.
  private static func tenants(of owner: Ground.Subject?, _ ground: Ground) -> [String?] {
    if let tenant = owner?.tenant { return [tenant] }
    return ground.tenants.isEmpty ? [nil] : ground.tenants.map(\.label)
  }

  private static func upserts(into relation: ExposedRelation, on ground: Ground) -> [ProbeTemplate] {
    guard !relation.primaryKey.isEmpty else { return [] }
    return ground.rowsOfEachTenant(relation, most: 1).prefix(3).map { row in
      let written = JSONValue.object(
        (row.members ?? []).filter { member in
          relation.column(member.key).map { ground.isWritable($0, of: relation) } ?? false
        })
      return ProbeTemplate(
        .upsert(
          into: relation.name.name.name, written, select: returned(relation, on: ground),
          profile: ground.profile(relation.name.schema)),
        items: [.relation(relation.name)])
    }
  }

  /// Any column set to the value that it has: what a trigger adds is of interest, not the change.
  private static func updates(of relation: ExposedRelation, on ground: Ground) -> [ProbeTemplate] {
    let columns = relation.columns.filter {
      !relation.primaryKey.contains($0.name) && ground.isWritable($0, of: relation)
    }
    return ground.rowsOfEachTenant(relation, most: 1).prefix(3).flatMap { row in
      columns.filter { row[$0.name] != nil }.prefix(4).map { column in
        ProbeTemplate(
          .update(
            relation.name.name.name, set: .object([.init(column.name, row[column.name] ?? .null)]),
            filters: ground.key(of: row, in: relation), select: returned(relation, on: ground),
            profile: ground.profile(relation.name.schema)),
          items: [.relation(relation.name)])
      }
    }
  }

  private static func deletes(from relation: ExposedRelation, on ground: Ground) -> [ProbeTemplate] {
    ground.rowsOfEachTenant(relation, most: 1).prefix(3).map { row in
      ProbeTemplate(
        .delete(
          from: relation.name.name.name, filters: ground.key(of: row, in: relation),
          select: returned(relation, on: ground),
          profile: ground.profile(relation.name.schema)),
        items: [.relation(relation.name)])
    }
  }

  /// Every column, or where columns are granted one by one those that could show a secret.
  private static func returned(_ relation: ExposedRelation, on ground: Ground) -> [SelectItem]? {
    let secretColumns = ground.secretColumns(in: relation)
    guard ground.hasColumnGrants(relation), !secretColumns.isEmpty else { return nil }
    return secretColumns.map { .column(Field($0.name)) }
  }
}

extension Ground {
  /// A user who asks, with the names of the principals that are this user.
  struct Subject: Hashable, Sendable {
    var subject: String?
    var email: String?
    var tenant: String?
    var names: [String]
  }

  /// Everybody who asks, one entry for each user and tenant; those without a subject come as one.
  var subjects: [Subject?] {
    let asking = principals.filter { $0.kind != .trusted && $0.derivedFrom == nil }
    var subjects: [Subject] = []
    for principal in asking {
      let subject = principal.claims?["sub"]?.string
      if let index = subjects.firstIndex(where: { $0.subject == subject && $0.tenant == principal.tenant }) {
        subjects[index].names.append(principal.name)
      } else {
        subjects.append(
          Subject(
            subject: subject, email: principal.claims?["email"]?.string, tenant: principal.tenant,
            names: [principal.name]))
      }
    }
    return subjects
  }
}
