internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Rows that link their author to a tenant, a parent or another user, and changes that do.
extension EscalationWrites {
  // MARK: Inserts

  /// A row that links the asker to each tenant, with each label that policies and functions compare with, or that acts for
  /// another user.
  func inserts(into target: WriteTarget, _ asker: Subject) -> [Request] {
    let relation = target.relation
    let labels = privileged.labels(of: relation, copiedTo: target.copiedTo)
    let tenants: [String?] = context.population.tenants.isEmpty ? [nil] : context.population.tenants.map(\.label)
    var seen: Set<JSONValue> = []
    return tenants.flatMap { tenant -> [JSONValue] in
      let required = rows.row(for: relation, tenant: tenant, asker: asker, .required)
      let full = rows.row(for: relation, tenant: tenant, asker: asker, .full)
      let labelled = labels.flatMap { column, values in values.map { full.setting(column, $0) } }
      let leading = labels.reduce(full) { row, label in label.values.first.map { row.setting(label.column, $0) } ?? row
      }
      return [required, full] + labelled + [leading] + acting(required, in: relation, asker)
    }.filter { seen.insert($0).inserted }.map {
      .insert(into: relation.name.name.name, $0, prefer: preferences(target), profile: profile(relation))
    }
  }

  /// The row with another user in each column that names one beside its author.
  private func acting(_ row: JSONValue, in relation: ExposedRelation, _ asker: Subject) -> [JSONValue] {
    let others = rows.otherUsers(than: asker)
    return rows.secondIdentities(of: relation).prefix(3).flatMap { column in
      others.prefix(2).map { row.setting(column, .string($0)) }
    }
  }

  // MARK: Updates

  /// The asker's own rows moved to another tenant or raised to a leading label, and everybody's rows moved to the asker.
  func updates(of target: WriteTarget, _ asker: Subject) -> [Request] {
    let relation = target.relation
    let own = rows.identities(of: asker, in: relation).sorted { $0.key < $1.key }.prefix(2)
    let labels = privileged.labels(of: relation, copiedTo: target.copiedTo)
    let raised = raises(of: relation, asker, labels)
    let moved = moves(of: relation, asker, labels) + (target.leavesTraces ? touches(relation) : [])
    return own.flatMap { key, value in
      (raised + acting([:], in: relation, asker).filter { $0[key] == nil }).map {
        update(target, $0, [Filter(Field(key), .eq(value))])
      }
    } + moved.map { update(target, $0, []) }
  }

  /// Changes of one's own row: another tenant's key, a leading label, a flag, and the first of each together.
  private func raises(
    of relation: ExposedRelation, _ asker: Subject, _ labels: [(column: String, values: [JSONValue])]
  ) -> [JSONValue] {
    let keys = rows.references(of: relation).keys.sorted() + rows.tenantColumns(relation)
    let identities = rows.identityColumns(of: relation)
    let others = context.population.tenants.filter { $0.label != asker.tenant }
    let links = Set(keys).subtracting(identities).sorted().flatMap { column in
      others.compactMap { tenant -> JSONValue.Member? in
        let row = rows.row(for: relation, tenant: tenant.label, asker: asker, .full)
        return row[column].map { .init(column, $0) } ?? .init(column, .string(tenant.key))
      }
    }
    let worth = labels.flatMap { column, values in values.map { JSONValue.Member(column, $0) } }
    let single = (links + worth).map { JSONValue.object([$0]) }
    let both = links.flatMap { link in worth.prefix(2).map { JSONValue.object([link, $0]) } }
    return single + both.prefix(4)
  }

  /// Changes of rows that the asker may not even see: an UPDATE without a filter asks no SELECT policy.
  private func moves(
    of relation: ExposedRelation, _ asker: Subject, _ labels: [(column: String, values: [JSONValue])]
  ) -> [JSONValue] {
    var links: [JSONValue.Member] = []
    if let tenant = context.population.tenant(labelled: asker.tenant) {
      links += rows.tenantColumns(relation).map { .init($0, .string(tenant.key)) }
    }
    links += rows.identities(of: asker, in: relation).sorted { $0.key < $1.key }.map {
      .init($0.key, .string($0.value))
    }
    links += rows.ownParents(of: asker, in: relation).flatMap { column, keys in keys.map { .init(column, $0) } }
    links += lists(in: relation, asker)
    let worth = labels.flatMap { column, values in values.map { JSONValue.Member(column, $0) } }
    let nulls = nullable(in: relation).map { JSONValue.Member($0, .null) }
    let first = labels.compactMap { column, values in values.first.map { JSONValue.Member(column, $0) } }
    let together = links.prefix(1) + first
    return (links + worth + nulls).map { .object([$0]) } + (together.count > 1 ? [.object(Array(together))] : [])
  }

  /// A change of no matter what: the attempt alone sets off what it sets off.
  private func touches(_ relation: ExposedRelation) -> [JSONValue] {
    let row = rows.model(for: relation, tenant: nil)
    return relation.columns.filter {
      !relation.primaryKey.contains($0.name) && context.surface.isWritable($0, of: relation)
    }
    .compactMap { column in row?[column.name].map { .object([.init(column.name, $0)]) } }.prefix(2).map(\.self)
  }

  /// Lists that a text names, with the asker, or the asker's tenant, as their only member.
  private func lists(in relation: ExposedRelation, _ asker: Subject) -> [JSONValue.Member] {
    let tenant = context.population.tenant(labelled: asker.tenant)?.key
    return relation.columns.filter {
      ["uuid[]", "text[]"].contains($0.type) && context.readings.literals.names($0.name)
    }.flatMap {
      column in
      [asker.subject, tenant, asker.email].compactMap(\.self)
        .filter { column.type == "text[]" || ValueTypes.isUUID($0) }
        .map { .init(column.name, .array([.string($0)])) }
    }
  }

  /// Columns that point somewhere and of which a text asks whether they are null: what belongs to nobody may belong to all.
  private func nullable(in relation: ExposedRelation) -> [String] {
    let pointing = Set(rows.references(of: relation).keys).union(rows.tenantColumns(relation))
      .union(rows.identityColumns(of: relation))
    return relation.columns.filter {
      pointing.contains($0.name) && $0.isNullable && context.readings.literals.asksForNull($0.name)
    }
    .map(\.name)
  }

  private func update(_ target: WriteTarget, _ change: JSONValue, _ filters: [Filter]) -> Request {
    .update(
      target.relation.name.name.name, set: change, filters: filters, prefer: preferences(target),
      profile: profile(target.relation))
  }
}
