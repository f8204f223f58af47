internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Ordinary writes that may turn their author into somebody else: a member of another tenant, an owner, a user of another row.
///
/// Found from the rows, the keys and the words of policies and functions; which of them a principal is let do is for the
/// first world to say.
package struct OpeningWrites: Sendable {
  let ground: Ground
  let rows: NewRows
  /// Relations whose rows may decide what a secret's readers see.
  let deciding: [ExposedRelation]
  /// The words of each policy, view and function: a column that none names decides nothing.
  private let texts: [SQLWords]

  package init(_ ground: Ground) {
    self.ground = ground
    rows = NewRows(ground)
    let texts = ground.catalog.policies.map { ($0.using ?? "") + " " + ($0.check ?? "") }
    let bodies = ground.catalog.functions.filter { $0.name.schema != "pg_catalog" }.map(\.body)
    let views = ground.catalog.relations.compactMap(\.viewDefinition)
    self.texts = (texts + bodies + views).map { SQLWords($0) }
    deciding = ground.decidingRelations
  }

  /// The writes, each for the principals it is made for; nothing is returned but the number of rows.
  package func drafts() -> [Draft] {
    let asking = ground.subjects.compactMap(\.self)
    var drafts: [Draft] = []
    for asker in asking {
      guard let principal = ground.principals.first(where: { asker.names.contains($0.name) }) else { continue }
      let rights = RoleRights(principal.role, in: ground.catalog)
      for relation in deciding {
        drafts += requests(in: relation, by: asker, rights).map { Draft($0, principals: Set(asker.names)) }
      }
    }
    return drafts + setters().map { Draft($0) }
  }

  private func requests(in relation: ExposedRelation, by asker: Ground.Subject, _ rights: RoleRights) -> [Request] {
    var requests: [Request] = []
    if relation.isInsertable, rights.mayWrite(relation, .insert, .insert) { requests += inserts(into: relation, asker) }
    if relation.isUpdatable, rights.mayWrite(relation, .update, .update) { requests += updates(of: relation, asker) }
    if relation.isDeletable, rights.mayWrite(relation, .delete, .delete) {
      requests.append(.delete(from: relation.name.name.name, prefer: Self.counting, profile: profile(relation)))
    }
    return requests
  }

  // MARK: Inserts

  /// A row that links the asker to each tenant, with each label that policies and functions compare with.
  private func inserts(into relation: ExposedRelation, _ asker: Ground.Subject) -> [Request] {
    let tenants: [String?] = ground.tenants.isEmpty ? [nil] : ground.tenants.map(\.label)
    return tenants.flatMap { tenant -> [Request] in
      let required = rows.row(for: relation, tenant: tenant, asker: asker, .required)
      let full = rows.row(for: relation, tenant: tenant, asker: asker, .full)
      let labelled = labels(of: relation).flatMap { column, values in
        values.prefix(3).map { full.setting(column, $0) }
      }
      var seen: Set<JSONValue> = []
      return ([required, full] + labelled).filter { seen.insert($0).inserted }.map {
        .insert(into: relation.name.name.name, $0, prefer: Self.counting, profile: profile(relation))
      }
    }
  }

  // MARK: Updates

  /// The asker's own rows moved to another tenant or raised to a leading label, and everybody's rows moved to the asker.
  private func updates(of relation: ExposedRelation, _ asker: Ground.Subject) -> [Request] {
    let own = rows.identities(of: asker, in: relation).sorted { $0.key < $1.key }.prefix(2).map {
      Filter(Field($0.key), .eq($0.value))
    }
    let raised = raises(of: relation, asker)
    let moved = moves(of: relation, asker)
    return own.flatMap { filter in raised.map { update(relation, $0, [filter]) } }
      + moved.map { update(relation, $0, []) }
  }

  /// Changes of one's own row: another tenant's key, a leading label, a flag, and the first of each together.
  private func raises(of relation: ExposedRelation, _ asker: Ground.Subject) -> [JSONValue] {
    let keys = rows.references(of: relation).keys.sorted() + rows.tenantColumns(relation)
    let identities = rows.identityColumns(of: relation)
    let others = ground.tenants.filter { $0.label != asker.tenant }
    let links = Set(keys).subtracting(identities).sorted().flatMap { column in
      others.compactMap { tenant -> JSONValue.Member? in
        let row = rows.row(for: relation, tenant: tenant.label, asker: asker, .full)
        return row[column].map { .init(column, $0) } ?? .init(column, .string(tenant.key))
      }
    }
    let labels = labels(of: relation).flatMap { column, values in values.prefix(4).map { JSONValue.Member(column, $0) }
    }
    let single = (links + labels).map { JSONValue.object([$0]) }
    let both = links.flatMap { link in labels.prefix(2).map { JSONValue.object([link, $0]) } }
    return single + both.prefix(4)
  }

  /// Changes of rows that the asker may not even see: an UPDATE without a filter asks no SELECT policy.
  private func moves(of relation: ExposedRelation, _ asker: Ground.Subject) -> [JSONValue] {
    var changes: [JSONValue.Member] = []
    if let tenant = ground.tenants.first(where: { $0.label == asker.tenant }) {
      changes += rows.tenantColumns(relation).map { .init($0, .string(tenant.key)) }
    }
    changes += rows.identities(of: asker, in: relation).sorted { $0.key < $1.key }.map {
      .init($0.key, .string($0.value))
    }
    changes += labels(of: relation).filter { $0.values.contains(.bool(true)) }.map { .init($0.column, true) }
    return changes.map { .object([$0]) }
  }

  /// Columns that policies or functions name and that hold labels or flags, each with values worth having.
  private func labels(of relation: ExposedRelation) -> [(column: String, values: [JSONValue])] {
    let identities = rows.identityColumns(of: relation)
    let keys = Set(rows.references(of: relation).keys).union(relation.primaryKey.count == 1 ? relation.primaryKey : [])
    return relation.columns.compactMap { column in
      let about = texts.filter { $0.words.contains(column.name.lowercased()) }
      guard !about.isEmpty, !keys.contains(column.name),
        !identities.contains(column.name),
        ground.isWritable(column, of: relation)
      else { return nil }
      if column.type == "boolean" { return (column.name, [true, false]) }
      let stored = ground.storedRows(of: relation).compactMap { $0[column.name] }
      if column.type.hasSuffix("[]") {
        let all = Set(stored.flatMap { $0.elements ?? [] }.compactMap(\.argumentText))
        return all.isEmpty ? nil : (column.name, [.array(all.sorted().map { .string($0) })])
      }
      let known = Set(stored.compactMap(\.string) + column.enumLabels)
      let spoken = Set(about.flatMap(\.literals)).filter { known.contains($0) || Self.isLabel($0) }
      let isLabel = !column.enumLabels.isEmpty || column.type == "text" || column.type.hasPrefix("character varying")
      guard isLabel, !spoken.isEmpty else { return nil }
      let ranked = spoken.sorted { (Self.rank($0), $0) < (Self.rank($1), $1) }
      return (column.name, ranked.prefix(4).map { .string($0) })
    }
  }

  private static let leading = [
    "owner", "admin", "administrator", "superadmin", "manager", "partner", "merchant", "service",
  ]
  private static func isLabel(_ text: String) -> Bool {
    (2...24).contains(text.count) && text.allSatisfy { $0.isASCII && ($0.isLetter || "_-".contains($0)) }
      && !["sub", "role", "anon", "authenticated", "service_role", "app_metadata", "user_metadata"].contains(text)
  }
  private static func rank(_ label: String) -> Int { leading.firstIndex(of: label.lowercased()) ?? leading.count }

  // MARK: Functions

  /// Functions that write into what decides, or leave a setting behind in the session.
  ///
  /// A setting made with `is_local` true ends with its transaction; only one that outlives it reaches the next request on
  /// the connection.
  private func setters() -> [Request] {
    let deciding = Set(deciding.map(\.name))
    return ground.routines.filter { routine in
      guard routine.volatility == .volatile, let words = ground.reach.words(ofFunction: routine.oid) else {
        return false
      }
      if words.words.contains("set_config") { return Self.leavesSettings(routine, ground) }
      return !words.words.isDisjoint(with: ["insert", "update", "delete", "merge"])
        && !ground.reach.relations(fromFunction: routine.oid).isDisjoint(with: deciding)
    }.flatMap { routine in
      rows.pool.likelyCalls(of: routine, most: 6).map { ground.post(routine, $0) }
    }
  }

  /// Whether a call of `set_config` in the body may have anything but `true` as its last argument.
  private static func leavesSettings(_ routine: Routine, _ ground: Ground) -> Bool {
    let body = ground.catalog.function(routine.oid)?.body.lowercased() ?? ""
    return body.split(separator: "set_config").dropFirst().contains { rest in
      var depth = 0
      let call = rest.prefix { character in
        depth += character == "(" ? 1 : character == ")" ? -1 : 0
        return depth > 0
      }
      let last = call.split(separator: ",").last.map { $0.filter { !$0.isWhitespace } } ?? ""
      return last != "true" && !last.hasSuffix("=>true")
    }
  }

  private func update(_ relation: ExposedRelation, _ change: JSONValue, _ filters: [Filter]) -> Request {
    .update(relation.name.name.name, set: change, filters: filters, prefer: Self.counting, profile: profile(relation))
  }

  private func profile(_ relation: ExposedRelation) -> String? { ground.profile(relation.name.schema) }
  private static let counting = Preferences(returning: .minimal, count: .exact)
}

extension Ground {
  /// Exposed relations whose rows may decide what shows a secret: those that policies, views and functions before it read.
  var decidingRelations: [ExposedRelation] {
    var names = secretRelations
    for relation in revealing { names.formUnion(reach.relations(fromRelation: relation.oid)) }
    for routine in revealingRoutines { names.formUnion(reach.relations(fromFunction: routine.oid)) }
    let direct = names
    return relations.filter { relation in
      direct.contains(relation.name) || !reach.relations(fromRelation: relation.oid).isDisjoint(with: secretRelations)
        || isView(relation, over: direct)
    }
  }

  private func isView(_ relation: ExposedRelation, over names: Set<QualifiedName>) -> Bool {
    relation.isView && !reach.relations(fromRelation: relation.oid).isDisjoint(with: names)
  }

  /// What is read again after a write or under another identity: everything that may show a secret, the plainest way.
  func rereads(callsOfEach most: Int) -> [Draft] {
    let pool = ArgumentPool(self)
    let reads = revealing.flatMap { relation -> [Draft] in
      let columns = hasColumnGrants(relation) ? suspects(in: relation) : []
      return [Draft(read(relation), items: [.relation(relation.name)])]
        + columns.map {
          Draft(read(relation, select: [.column(Field($0.name))]), items: [.column(relation.name, $0.name)])
        }
    }
    let calls = revealingRoutines.flatMap { routine in
      pool.likelyCalls(of: routine, most: most).map { Draft(post(routine, $0), items: [.function(routine.oid)]) }
    }
    return reads + calls
  }
}
