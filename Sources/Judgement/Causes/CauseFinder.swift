package import Catalog
internal import Probes
package import SQLText

/// Reads from the catalog why a request of a role reaches what stands behind a door.
package struct CauseFinder: Sendable {
  let catalog: CatalogSnapshot
  let statements: StatementIndex

  package init(catalog: CatalogSnapshot, statements: StatementIndex) {
    self.catalog = catalog
    self.statements = statements
  }

  /// The chain behind a door, from the request inwards.
  ///
  /// - Parameter secret: the table whose secret came through, to tell a copy from the original.
  package func causes(of door: Door, for role: String, secret: QualifiedName) -> [Cause] {
    let rights = RoleRights(role, in: catalog)
    switch door {
    case .relation(let name):
      guard let relation = catalog.relation(named: name) else { return [] }
      return reading(relation, rights, secret: secret, depth: 0) + copying(into: relation, from: secret)
    case .function(let signature):
      guard let function = catalog.functions.first(where: { $0.signature == signature }) else { return [] }
      return calling(function, rights, secret: secret)
    case .computedField(let relation, let field):
      let functions = catalog.functions.filter { $0.name.name.name == field && $0.inputs.count >= 1 }
      let reader = catalog.relation(named: relation).map { reading($0, rights, secret: secret, depth: 1) } ?? []
      return functions.prefix(1).flatMap { calling($0, rights, secret: secret) } + reader
    case .relationship, .root, .place: return []
    }
  }

  // MARK: Relations

  private func reading(_ relation: Relation, _ rights: RoleRights, secret: QualifiedName, depth: Int) -> [Cause] {
    guard depth < 6 else { return [] }
    return grant(on: relation, rights)
      + (relation.isView || relation.kind == .foreignTable
        ? view(relation, rights, secret: secret, depth: depth) : rowSecurity(of: relation, rights))
  }

  private func grant(on relation: Relation, _ rights: RoleRights) -> [Cause] {
    if let grantee = rights.grantee(of: .select, in: relation.access) {
      return [
        Cause(
          object: "grant on \(relation.name)", fact: "\(grantee ?? "PUBLIC") may SELECT every column",
          at: statements.grant(of: "select", on: relation.name, to: grantee))
      ]
    }
    let columns = relation.columns.filter { rights.grantee(of: .select, in: $0.access) != nil }.map(\.name)
    guard !columns.isEmpty else { return [] }
    return [
      Cause(
        object: "grant on \(relation.name)",
        fact: "SELECT is granted on the columns \(columns.joined(separator: ", "))",
        at: statements.grant(of: "select", on: relation.name, to: nil))
    ]
  }

  private func rowSecurity(of relation: Relation, _ rights: RoleRights) -> [Cause] {
    let made = statements.last(["create table"], naming: relation.name)
    guard relation.rowSecurity else {
      let disabled = statements.last(where: {
        $0.starts(with: ["alter", "table"]) && $0.contains("disable") && $0.contains(relation.name.name.name)
      })
      return [
        Cause(
          object: "table \(relation.name)", fact: "row security is not enabled: every row is visible",
          at: disabled ?? made)
      ]
    }
    if rights.passesRowSecurity(of: relation) {
      return [Cause(object: "table \(relation.name)", fact: "its row security does not bind this role", at: made)]
    }
    return rights.readingPolicies(of: relation).sorted {
      ($0.using == "true" ? 0 : 1, $0.name) < ($1.using == "true" ? 0 : 1, $1.name)
    }.map { policy in
      let roles = policy.roles.isEmpty ? "everybody" : policy.roles.joined(separator: ", ")
      return Cause(
        object: "policy \(Identifier(policy.name)) on \(relation.name)",
        fact: "lets \(roles) read rows where \(policy.using ?? "true")",
        at: statements.policy(policy.name, on: relation.name))
    }
  }

  private func view(_ relation: Relation, _ rights: RoleRights, secret: QualifiedName, depth: Int) -> [Cause] {
    let made = statements.last(
      ["create view", "create materialized view", "create foreign table", "alter view"], naming: relation.name)
    let below = catalog.sources(of: relation)
    switch relation.kind {
    case .materializedView:
      return [
        Cause(
          object: "materialized view \(relation.name)",
          fact: "holds a copy read by its owner \(relation.owner), which no policy guards", at: made)
      ]
    case .foreignTable:
      return [
        Cause(
          object: "foreign table \(relation.name)",
          fact: "reads through a user mapping, past the row security of what lies behind", at: made)
      ]
    default: break
    }
    guard !relation.securityInvoker else {
      return below.flatMap { reading($0, rights, secret: secret, depth: depth + 1) }
    }
    let owner = RoleRights(relation.owner, in: catalog)
    let tables = below.filter { !$0.isView }
    let bypass = tables.contains { owner.passesRowSecurity(of: $0) } ? ", whom row security does not bind" : ""
    return [
      Cause(
        object: "view \(relation.name)",
        fact: "reads with the rights of its owner \(relation.owner)\(bypass): it has no security_invoker",
        at: made)
    ] + below.filter(\.isView).flatMap { reading($0, owner, secret: secret, depth: depth + 1) }
  }

  /// Why a secret of one table stands in another: a trigger or function that writes it there.
  private func copying(into relation: Relation, from secret: QualifiedName) -> [Cause] {
    guard relation.name != secret, let origin = catalog.relation(named: secret), !relation.isView else { return [] }
    return catalog.triggers.filter { $0.relation == origin.oid }.compactMap { trigger in
      guard let function = catalog.function(trigger.function), mentions(function, relation.name) else { return nil }
      return Cause(
        object: "trigger \(Identifier(trigger.name)) on \(secret)",
        fact: "runs \(function.name), which writes into \(relation.name)",
        at: statements.last(["create trigger"], naming: QualifiedName(relation.name.schema, Identifier(trigger.name)))
          ?? statements.last(["create function"], naming: function.name))
    }
  }

  // MARK: Functions

  private func calling(_ function: Function, _ rights: RoleRights, secret: QualifiedName) -> [Cause] {
    let grantee = rights.grantee(of: .execute, in: function.access)
    let granted = grantee.map { grantee in
      Cause(
        object: "grant on \(function.signature)",
        fact: grantee == nil ? "EXECUTE was left to PUBLIC" : "\(grantee ?? "") may EXECUTE it",
        at: statements.grant(of: "execute", on: function.name, to: grantee)
          ?? statements.last(["create function"], naming: function.name))
    }
    let made = statements.last(["create function"], naming: function.name)
    let nature =
      function.isSecurityDefiner
      ? Cause(
        object: "function \(function.signature)",
        fact: "runs with the rights of its owner \(function.owner) (SECURITY DEFINER)", at: made)
      : Cause(object: "function \(function.signature)", fact: "runs with the caller's rights", at: made)
    let below =
      function.isSecurityDefiner
      ? []
      : catalog.relations.filter { mentions(function, $0.name) }.flatMap {
        reading($0, rights, secret: secret, depth: 1)
      }
    return [nature] + [granted].compactMap(\.self) + below
  }

  private func mentions(_ function: Function, _ name: QualifiedName) -> Bool {
    StatementIndex.words(of: function.body).contains(name.name.name)
  }
}

extension StatementIndex {
  /// The GRANT that gave a right: to the role itself, on all tables, or by default privileges.
  func grant(of right: String, on name: QualifiedName, to grantee: String?) -> SourceStatement? {
    let role = grantee ?? "public"
    func gives(_ words: [String]) -> Bool { words.contains(right) || words.contains("all") }
    let direct = last { words in
      words.first == "grant" && gives(words) && words.contains(name.name.name) && words.contains(role)
    }
    let sweeping = last { words in
      words.first == "grant" && gives(words) && words.contains("in") && words.contains(name.schema.name)
        && words.contains(role)
    }
    let byDefault = last { words in
      words.starts(with: ["alter", "default", "privileges"]) && words.contains("grant") && words.contains(role)
    }
    return direct ?? sweeping ?? byDefault
  }

  func policy(_ name: String, on relation: QualifiedName) -> SourceStatement? {
    last { words in
      guard words.starts(with: ["create", "policy"]) || words.starts(with: ["alter", "policy"]),
        words.contains(relation.name.name)
      else { return false }
      let spelled = Self.words(of: name)
      return words.contains(name) || words.dropFirst(2).starts(with: spelled)
    }
  }
}
