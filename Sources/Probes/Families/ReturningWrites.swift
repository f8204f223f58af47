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
    it: an insert may return a secret that no SELECT would. And a conflict says that a hidden value exists. Revoke the writes, \
    or keep secrets out of what triggers put into the row.
    """

  package static func requests(on ground: Ground) -> [Draft] {
    ground.relations.flatMap { relation in
      (relation.isInsertable ? inserts(into: relation, on: ground) : [])
        + (relation.isUpdatable ? updates(of: relation, on: ground) : [])
        + (relation.isDeletable ? deletes(from: relation, on: ground) : [])
    }
  }

  private static func inserts(into relation: ExposedRelation, on ground: Ground) -> [Draft] {
    let profile = ground.profile(relation.name.schema)
    let name = relation.name.name.name
    return ground.newRows(for: relation).flatMap { row in
      [
        Draft(.insert(into: name, row, profile: profile), items: [.relation(relation.name)]),
        Draft(
          .insert(into: name, row, prefer: Preferences(returning: .minimal), profile: profile),
          items: [.relation(relation.name)]),
      ]
    }
      + ground.rows.rows(of: relation.name).prefix(2).filter { _ in !relation.primaryKey.isEmpty }.map { row in
        Draft(
          .upsert(into: name, ground.writable(row, of: relation), profile: profile), items: [.relation(relation.name)])
      }
  }

  private static func updates(of relation: ExposedRelation, on ground: Ground) -> [Draft] {
    let profile = ground.profile(relation.name.schema)
    guard
      let column = relation.columns.first(where: {
        !relation.primaryKey.contains($0.name) && ground.isWritable($0, of: relation)
      })
    else { return [] }
    return ground.rows.rows(of: relation.name).prefix(4).map { row in
      let change = JSONValue.object([.init(column.name, row[column.name] ?? .null)])
      return Draft(
        .update(relation.name.name.name, set: change, filters: ground.key(of: row, in: relation), profile: profile),
        items: [.relation(relation.name)])
    }
  }

  private static func deletes(from relation: ExposedRelation, on ground: Ground) -> [Draft] {
    ground.rows.rows(of: relation.name).prefix(4).map { row in
      Draft(
        .delete(
          from: relation.name.name.name, filters: ground.key(of: row, in: relation)),
        items: [.relation(relation.name)])
    }
  }
}

extension Ground {
  /// Rows a client might insert: copies of rows that exist, of each tenant, under a new key, with each secret value in turn.
  func newRows(for relation: ExposedRelation) -> [JSONValue] {
    let models = rows.rows(of: relation.name).prefix(4).map { writable($0, of: relation, withKey: false) }
    let bases = models.isEmpty ? [synthesised(for: relation)] : models
    var seen: Set<JSONValue> = []
    return (bases + bases.prefix(1).flatMap { bearingSecrets($0, relation) }).filter { seen.insert($0).inserted }
  }

  /// The row with a value of the first world in a column that is a secret, or refers to one: a conflict tells that it exists.
  private func bearingSecrets(_ row: JSONValue, _ relation: ExposedRelation) -> [JSONValue] {
    relation.columns.flatMap { column in
      canaryValues(ofColumn: column.name).prefix(2).map { row.setting(column.name, .string($0)) }
    }
  }

  /// The columns of a row that a client can write; a single key column is left to its default or drawn anew.
  func writable(_ row: JSONValue, of relation: ExposedRelation, withKey: Bool = true) -> JSONValue {
    .object(
      (row.members ?? []).compactMap { member in
        guard let column = relation.column(member.key), isWritable(column, of: relation) else { return nil }
        guard !withKey, relation.primaryKey == [member.key] else { return member }
        return freshKey(column).map { JSONValue.Member(member.key, $0) }
      })
  }

  private func freshKey(_ column: ExposedColumn) -> JSONValue? {
    if column.defaultExpression != nil { return nil }
    return switch column.type {
    case "uuid": "7e57da7a-0000-4000-8000-000000000001"
    case "integer", "bigint", "smallint", "numeric": 1_000_003
    default: "trespass"
    }
  }

  /// A row for a table that has none: required columns only, by name and type.
  private func synthesised(for relation: ExposedRelation) -> JSONValue {
    let pool = ArgumentPool(self)
    return .object(
      relation.columns.compactMap { column in
        guard !column.isNullable, column.defaultExpression == nil, isWritable(column, of: relation) else { return nil }
        let parameter = RoutineParameter(name: column.name, type: column.type)
        return JSONValue.Member(column.name, pool.candidates(for: parameter)[0])
      })
  }

  func isWritable(_ column: ExposedColumn, of relation: ExposedRelation) -> Bool {
    guard let known = catalog.relation(relation.oid)?.column(column.name) else { return true }
    return known.generation == .none || known.generation == .identityByDefault
  }

  /// The filters that name one row; by every short column where the relation has no key.
  func key(of row: JSONValue, in relation: ExposedRelation) -> [Filter] {
    let columns = relation.primaryKey.isEmpty ? relation.columns.prefix(2).map(\.name) : relation.primaryKey
    return columns.map { column in
      Filter(Field(column), row[column]?.argumentText.map { .eq($0) } ?? .isNull)
    }
  }
}
