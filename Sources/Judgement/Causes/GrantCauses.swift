internal import Catalog
internal import Probes
internal import SQLText

extension CauseFinder {
  /// Who gave a role the right to read a relation, and how it got there.
  func grant(on relation: Relation, _ rights: RoleRights) -> [Cause] {
    if let grantee = rights.grantee(of: .select, in: relation.access) {
      return membership(in: grantee, rights) + [
        given(
          "select", to: grantee, on: relation.name, owner: relation.owner, kind: .relations,
          "\(grantee ?? "PUBLIC") may SELECT every column", made: creation(of: relation))
      ]
    }
    let columns = relation.columns.filter { rights.grantee(of: .select, in: $0.access) != nil }
    guard let first = columns.first, let grantee = rights.grantee(of: .select, in: first.access) else { return [] }
    return membership(in: grantee, rights) + [
      Cause(
        object: "grant on \(relation.name)",
        fact: "\(grantee ?? "PUBLIC") may SELECT the columns \(columns.map(\.name).joined(separator: ", "))",
        at: statements.grant(of: "select", on: relation.name, to: grantee))
    ]
  }

  /// Who gave a role the right to write into a relation, or into the columns that were written.
  func grant(
    of right: Privileges, _ word: String, on relation: Relation, _ written: Set<String>, _ rights: RoleRights
  ) -> [Cause] {
    let verb = word.uppercased()
    if let grantee = rights.grantee(of: right, in: relation.access) {
      return membership(in: grantee, rights) + [
        given(
          word, to: grantee, on: relation.name, owner: relation.owner, kind: .relations,
          "\(grantee ?? "PUBLIC") may \(verb) \(right == .update ? "every column" : "rows")",
          made: creation(of: relation))
      ]
    }
    let columns = relation.columns.filter { rights.grantee(of: right, in: $0.access) != nil }
    let told = columns.filter { written.contains($0.name) }
    let names = (told.isEmpty ? columns : told).map(\.name).joined(separator: ", ")
    guard let first = told.first ?? columns.first, let grantee = rights.grantee(of: right, in: first.access) else {
      return []
    }
    return membership(in: grantee, rights) + [
      Cause(
        object: "grant on \(relation.name)",
        fact: "\(grantee ?? "PUBLIC") may \(verb) the columns \(names)",
        at: statements.grant(of: word, on: relation.name, to: grantee))
    ]
  }

  /// Who gave a role the right to call a function.
  func grant(on function: Function, _ rights: RoleRights) -> [Cause] {
    guard let grantee = rights.grantee(of: .execute, in: function.access) else { return [] }
    let made = statements.last(["create function"], naming: function.name)
    guard let role = grantee else {
      return [
        Cause(
          object: "grant on \(function.signature)",
          fact: "EXECUTE was left to PUBLIC, which Postgres gives it with every new function",
          at: statements.grant(of: "execute", on: function.name, to: nil) ?? made)
      ]
    }
    return membership(in: role, rights) + [
      given(
        "execute", to: role, on: function.name, kind: .functions, owner: function.owner, object: function.signature,
        "\(role) may EXECUTE it", made: made)
    ]
  }

  /// The role that holds a right need not be the one that asks.
  private func membership(in grantee: String?, _ rights: RoleRights) -> [Cause] {
    grantee.map { inheriting($0, rights) } ?? []
  }

  func inheriting(_ role: String, _ rights: RoleRights) -> [Cause] {
    guard role != rights.role, role != "public", rights.names.contains(role) else { return [] }
    return [
      Cause(
        object: "role \(rights.role)", fact: "has the rights of \(role), of which it is a member",
        at: statements.last(where: {
          $0.first == "grant" && $0.contains(role) && $0.contains(rights.role) && !$0.contains("on")
        }))
    ]
  }

  private func given(
    _ right: String, to grantee: String?, on name: QualifiedName, owner: String, kind: DefaultAccess.ObjectKind,
    _ fact: String, made: SourceStatement?
  ) -> Cause {
    given(right, to: grantee, on: name, kind: kind, owner: owner, object: name.description, fact, made: made)
  }

  /// A grant by name or in a sweep, else the default privileges that were in force when the object was made.
  private func given(
    _ right: String, to grantee: String?, on name: QualifiedName, kind: DefaultAccess.ObjectKind, owner: String,
    object: String, _ fact: String, made: SourceStatement?
  ) -> Cause {
    if let statement = statements.explicitGrant(of: right, on: name, to: grantee) {
      return Cause(object: "grant on \(object)", fact: fact, at: statement)
    }
    let byDefault = catalog.defaultPrivileges.first { entry in
      entry.kind == kind && entry.creator == owner && (entry.schema == nil || entry.schema == name.schema.name)
        && entry.access.grants.contains { $0.grantee == grantee }
    }
    guard let byDefault else {
      return Cause(object: "grant on \(object)", fact: fact, at: statements.defaultGrant(to: grantee) ?? made)
    }
    let place = byDefault.schema.map { " in schema \($0)" } ?? ""
    return Cause(
      object: "grant on \(object)",
      fact: "\(fact): the default privileges of \(owner)\(place) gave it when the object was made",
      at: statements.defaultGrant(to: grantee) ?? made)
  }
}

extension StatementIndex {
  /// The GRANT that gave a right, wherever it is told.
  func grant(of right: String, on name: QualifiedName, to grantee: String?) -> SourceStatement? {
    explicitGrant(of: right, on: name, to: grantee) ?? defaultGrant(to: grantee)
  }

  /// The GRANT on the object itself, or on everything in its schema.
  func explicitGrant(of right: String, on name: QualifiedName, to grantee: String?) -> SourceStatement? {
    let role = grantee ?? "public"
    func gives(_ words: [String]) -> Bool {
      words.first == "grant" && (words.contains(right) || words.contains("all")) && words.contains(role)
    }
    return last { gives($0) && $0.contains(name.name.name) }
      ?? last { gives($0) && $0.contains("in") && $0.contains(name.schema.name) }
  }

  func defaultGrant(to grantee: String?) -> SourceStatement? {
    last { words in
      words.starts(with: ["alter", "default", "privileges"]) && words.contains("grant")
        && words.contains(grantee ?? "public")
    }
  }
}
