internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// Which columns of a relation name users, and what a user's own rows hold in them.
extension NewRows {
  /// Columns that hold the keys of users: those of the principals, told by the rows, by references or by name.
  func identityColumns(of relation: ExposedRelation) -> Set<String> {
    let subjects = Set(context.population.principals.compactMap { $0.claims?["sub"]?.string })
    let stored = context.population.storedRows(of: relation)
    var columns = Set(
      stored.flatMap { row in
        (row.members ?? []).filter { $0.value.string.map(subjects.contains) ?? false }.map(\.key)
      })
    let references = references(of: relation)
    for (column, (parent, _)) in references where Self.userTables.contains(parent.name.name.name) {
      columns.insert(column)
    }
    for column in relation.columns where ["uuid", "text"].contains(column.type) && references[column.name] == nil {
      let isUnexplained =
        column.type == "uuid" && !relation.primaryKey.contains(column.name)
        && stored.allSatisfy { ($0[column.name] ?? .null) == .null }
      if Self.userNames.contains(column.name) || isUnexplained { columns.insert(column.name) }
    }
    return columns.subtracting(
      columns.intersection(tenantColumns(relation)).filter { name in
        stored.allSatisfy { ($0[name] ?? .null) == .null }
      })
  }

  private static let userTables: Set<String> = ["users", "profiles", "user_profiles"]
  private static let userNames: Set<String> = [
    "user_id", "member_id", "profile_id", "account_id", "owner", "owner_id", "uid", "created_by", "granted_to",
    "shared_with", "assigned_to", "recipient_id", "grantee_id", "admin_id", "acting_as", "on_behalf_of",
    "impersonating", "delegate_id", "manager_id",
  ]

  /// What a user's own rows hold in the columns that name a user: the key, the address, or the address's domain.
  func identities(of asker: Subject, in relation: ExposedRelation) -> [String: String] {
    var identities: [String: String] = [:]
    if let subject = asker.subject {
      for column in identityColumns(of: relation) { identities[column] = subject }
    }
    guard let email = asker.email else { return identities }
    let domain = email.split(separator: "@").last.map(String.init) ?? email
    for column in relation.columns where column.type != "uuid" && column.enumLabels.isEmpty {
      let name = column.name.lowercased()
      if name.contains("email") || name == "mail" { identities[column.name] = email }
      if name.hasSuffix("domain") { identities[column.name] = domain }
    }
    return identities
  }

  /// A row that stands and is the asker's own, or of the asker's tenant.
  func ownRow(of asker: Subject, in relation: ExposedRelation) -> JSONValue? {
    let stored = context.population.storedRows(of: relation)
    let mine = stored.first { row in
      identityColumns(of: relation).contains { row[$0]?.string == asker.subject && asker.subject != nil }
    }
    return mine ?? stored.first { asker.tenant != nil && tenantOf.label(of: $0, in: relation.name) == asker.tenant }
  }

  /// Keys of users whom the asker is not: of each other tenant its leading user, else any.
  func otherUsers(than asker: Subject) -> [String] {
    let named = context.population.principals.filter {
      $0.kind != .trusted && $0.derivedFrom == nil && $0.tenant != nil
    }
    return context.population.tenants.compactMap { tenant in
      let own = named.filter { $0.tenant == tenant.label }
      let leading = own.first { $0.kind == .owner } ?? own.first
      return leading?.claims?["sub"]?.string
    }.filter { $0 != asker.subject }
  }

  /// Columns that name a user beside the one who writes: whom a row acts for, or lets act.
  func secondIdentities(of relation: ExposedRelation) -> [String] {
    let columns = identityColumns(of: relation).filter { name in
      relation.column(name).map { context.surface.isWritable($0, of: relation) } ?? false
    }
    return columns.count > 1 ? columns.sorted() : []
  }
}
