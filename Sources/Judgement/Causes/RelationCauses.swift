internal import Catalog
internal import Probes
internal import SQLText

extension CauseFinder {
  /// Why the rows of a relation are there to be read, and what it reads in turn.
  func reading(_ relation: Relation, _ search: Search, depth: Int = 0) -> [Cause] {
    guard depth < 6 else { return [] }
    let opened = grant(on: relation, search.rights)
    switch relation.kind {
    case .view: return opened + view(relation, search, depth: depth)
    case .materializedView: return opened + [materialized(relation)]
    case .foreignTable: return opened + foreign(relation)
    case .table, .partitionedTable, .sequence, .compositeType: return opened + rowSecurity(of: relation, search)
    }
  }

  /// The statement that made a relation, or the table that it is a part of.
  func creation(of relation: Relation) -> SourceStatement? {
    let made = statements.last(
      ["create table", "create view", "create materialized view", "create foreign table"], naming: relation.name)
    return made ?? relation.parents.lazy.compactMap { catalog.relation($0).flatMap(creation) }.first
  }

  // MARK: Row security

  private func rowSecurity(of relation: Relation, _ search: Search) -> [Cause] {
    let table = "table \(relation.name)"
    guard relation.rowSecurity else {
      let disabled = statements.last(where: {
        $0.starts(with: ["alter", "table"]) && $0.contains("disable") && $0.contains(relation.name.name.name)
      })
      let parent = relation.parents.compactMap { catalog.relation($0) }.first { $0.rowSecurity }
      let inherited = parent.map { ", whatever \($0.name) says: only a query of the parent heeds the parent's" } ?? ""
      return [
        Cause(
          object: table,
          fact: "row security is \(disabled == nil ? "not enabled" : "disabled"): every row is visible"
            + inherited, at: disabled ?? creation(of: relation))
      ]
    }
    if let why = search.rights.passing(relation) {
      return [
        Cause(
          object: table, fact: "its row security does not bind \(search.rights.role), which \(why)",
          at: creation(of: relation))
      ]
    }
    return search.rights.policies(of: relation, for: .select).sorted {
      ($0.using == "true" ? 0 : 1, $0.name) < ($1.using == "true" ? 0 : 1, $1.name)
    }.flatMap { policy($0, on: relation, search.rights) }
  }

  private func policy(_ policy: Policy, on relation: Relation, _ rights: RoleRights) -> [Cause] {
    let named = policy.roles.contains { $0 == rights.role || $0 == "public" } || policy.roles.isEmpty
    let through = named ? [] : policy.roles.filter(rights.names.contains).flatMap { inheriting($0, rights) }
    let roles = policy.roles.isEmpty ? "everybody" : policy.roles.joined(separator: ", ")
    return through + [
      Cause(
        object: "policy \(Identifier(policy.name)) on \(relation.name)",
        fact: "lets \(roles) read rows where \((policy.using ?? "true").onOneLine)",
        at: statements.policy(policy.name, on: relation.name))
    ]
  }

  // MARK: Views

  private func view(_ relation: Relation, _ search: Search, depth: Int) -> [Cause] {
    let below = catalog.sources(of: relation)
    guard !relation.securityInvoker else {
      return below.flatMap { reading($0, search, depth: depth + 1) }
    }
    var inner = search
    inner.rights = RoleRights(relation.owner, in: catalog)
    let passed = below.filter { !$0.isView && $0.rowSecurity && inner.rights.passing($0) != nil }
    let bypass = passed.isEmpty ? "" : ", whom row security does not bind"
    let made = statements.last(["create view", "alter view"], naming: relation.name)
    let lost =
      statements.hadOption("security_invoker", relation.name)
      ? ": CREATE OR REPLACE VIEW without WITH dropped its security_invoker" : ": it has no security_invoker"
    return [
      Cause(
        object: "view \(relation.name)",
        fact: "reads with the rights of its owner \(relation.owner)\(bypass)\(lost)", at: made)
    ] + owning(passed, inner.rights) + below.filter(\.isView).flatMap { reading($0, inner, depth: depth + 1) }
  }

  private func materialized(_ relation: Relation) -> Cause {
    Cause(
      object: "materialized view \(relation.name)",
      fact: "holds a copy read by its owner \(relation.owner), which no policy guards", at: creation(of: relation))
  }

  private func foreign(_ relation: Relation) -> [Cause] {
    let mappings = catalog.userMappings.filter { $0.server == relation.foreignServer }.map { mapping in
      let user = mapping.options.first { $0.hasPrefix("user=") }.map { " as \($0.dropFirst("user=".count))" } ?? ""
      return Cause(
        object: "user mapping of \(mapping.role ?? "PUBLIC") on server \(Identifier(mapping.server))",
        fact: "logs in\(user), past the row security of what lies behind",
        at: statements.last("create user mapping", holding: [mapping.server]))
    }
    return [
      Cause(
        object: "foreign table \(relation.name)",
        fact: "reads through a user mapping, past the row security of what lies behind", at: creation(of: relation))
    ] + mappings
  }

  /// Why a role that reads for others passes by the row security of what it reads.
  func owning(_ relations: [Relation], _ rights: RoleRights) -> [Cause] {
    relations.compactMap { relation in
      rights.passing(relation).map {
        Cause(
          object: "role \(rights.role)", fact: "\($0): the row security of \(relation.name) does not bind it",
          at: statements.last(["alter role", "create role"], naming: QualifiedName("", rights.role)))
      }
    }
  }
}

extension RoleRights {
  /// What lets a role pass by a table's row security; nil when it is bound.
  func passing(_ relation: Relation) -> String? {
    guard passesRowSecurity(of: relation) else { return nil }
    if isSuperuser { return "is a superuser" }
    return bypassesRowSecurity ? "has BYPASSRLS" : "owns \(relation.name) without FORCE ROW LEVEL SECURITY"
  }
}

extension StatementIndex {
  func policy(_ name: String, on relation: QualifiedName) -> SourceStatement? {
    last { words in
      guard words.starts(with: ["create", "policy"]) || words.starts(with: ["alter", "policy"]),
        words.contains(relation.name.name)
      else { return false }
      let spelled = SQLLexer.words(of: name)
      return words.contains(name) || words.dropFirst(2).starts(with: spelled)
    }
  }

  /// Whether an earlier statement gave a view an option.
  func hadOption(_ option: String, _ view: QualifiedName) -> Bool {
    last { words in
      guard let place = words.firstIndex(of: "view"), words.contains(option) else { return false }
      return words[place...].prefix(4).contains(view.name.name)
    } != nil
  }
}
