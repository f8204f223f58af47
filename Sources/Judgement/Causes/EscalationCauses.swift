internal import Catalog
internal import Probes
internal import SQLText

extension CauseFinder {
  /// Why the write was let through that made the next request show more.
  func permitting(_ site: WriteSite, _ search: Search) -> [Cause] {
    switch site.target {
    case .relation(let name):
      guard let relation = catalog.relation(named: name) else { return [] }
      return letting(site, into: relation, search)
    case .function(let signature):
      guard let function = catalog.functions.first(where: { $0.signature == signature }) else { return [] }
      return grant(on: function, search.rights) + nature(of: function) + written(by: function)
    }
  }

  private func letting(_ site: WriteSite, into relation: Relation, _ search: Search, depth: Int = 0) -> [Cause] {
    guard depth < 4 else { return [] }
    let granted = grant(of: site.right, site.word, on: relation, site.columns, search.rights)
    guard relation.kind != .view else { return granted + through(relation, site, search, depth: depth) }
    return granted + checks(of: site, on: relation, search) + setOff(by: site, on: relation)
  }

  /// A write into a view is a write into what lies below, with the rights of the view's owner or the caller's.
  private func through(_ view: Relation, _ site: WriteSite, _ search: Search, depth: Int) -> [Cause] {
    guard view.securityInvoker else {
      let owner = RoleRights(view.owner, in: catalog)
      let passed = catalog.sources(of: view).filter { !$0.isView && owner.passing($0) != nil }
      let bypass =
        passed.isEmpty ? "" : ", past the row security of \(passed.map(\.name.description).joined(separator: ", "))"
      return [
        Cause(
          object: "view \(view.name)", fact: "writes with the rights of its owner \(view.owner)\(bypass)",
          at: creation(of: view))
      ] + setOff(by: site, on: view)
    }
    return setOff(by: site, on: view)
      + catalog.sources(of: view).flatMap { letting(site, into: $0, search, depth: depth + 1) }
  }

  // MARK: Row security

  private func checks(of site: WriteSite, on relation: Relation, _ search: Search) -> [Cause] {
    let table = "table \(relation.name)"
    guard relation.rowSecurity else {
      return [
        Cause(
          object: table, fact: "row security is not enabled: any row may be written (\(site.word))",
          at: creation(of: relation))
      ]
    }
    if let why = search.rights.passing(relation) {
      return [
        Cause(
          object: table, fact: "its row security does not bind \(search.rights.role), which \(why)",
          at: creation(of: relation))
      ]
    }
    return search.rights.policies(of: relation, for: site.command).map { policy in
      let roles = policy.roles.isEmpty ? "everybody" : policy.roles.joined(separator: ", ")
      return Cause(
        object: "policy \(Identifier(policy.name)) on \(relation.name)",
        fact: "lets \(roles) \(policy.permission(for: site.command))",
        at: statements.policy(policy.name, on: relation.name))
    }
  }

  // MARK: What follows

  /// Triggers that write on, or read the secret, when the row is written.
  private func setOff(by site: WriteSite, on relation: Relation) -> [Cause] {
    catalog.triggers.filter { $0.relation == relation.oid && $0.isEnabled && $0.fires(on: site.command) }.flatMap {
      trigger -> [Cause] in
      guard let function = catalog.function(trigger.function) else { return [] }
      let written = written(by: function)
      guard !written.isEmpty else { return [] }
      let moment = trigger.isInsteadOf ? "in place of" : trigger.isBefore ? "before" : "after"
      return [
        Cause(
          object: "trigger \(Identifier(trigger.name)) on \(relation.name)",
          fact: "runs \(function.name) \(moment) the \(site.word)",
          at: statements.last("create trigger", holding: [trigger.name]))
      ] + nature(of: function) + written
    }
  }

  /// What a function writes into, and whether row security stands in its way.
  private func written(by function: Function) -> [Cause] {
    let owner = RoleRights(function.owner, in: catalog)
    return catalog.relations.filter { function.writes(into: $0.name) && function.couldMean($0.name) }.map { relation in
      let isPassed = function.isSecurityDefiner && relation.rowSecurity && owner.passing(relation) != nil
      return Cause(
        object: "function \(function.signature)",
        fact: "writes into \(relation.name)" + (isPassed ? ", past its row security" : ""),
        at: statements.last(["create function"], naming: function.name))
    }
  }
}

extension Function {
  /// Whether the bare name in its text can be this relation: its schema is spoken of, on the path, or the function's
  /// own.
  fileprivate func couldMean(_ name: QualifiedName) -> Bool {
    let words = Set(SQLLexer.words(of: body))
    return words.contains(name.schema.name) || name.schema == self.name.schema
      || configuration.contains { $0.hasPrefix("search_path=") && $0.contains(name.schema.name) }
  }
}

extension Trigger {
  func fires(on command: Policy.Command) -> Bool {
    switch command {
    case .insert: onInsert
    case .update: onUpdate
    case .delete: onDelete
    case .select, .all: false
    }
  }
}

extension Policy {
  /// What it permits of one command, in words.
  fileprivate func permission(for command: Command) -> String {
    let old = using.map { $0 == "true" ? "any row" : "rows where \($0.onOneLine)" } ?? "any row"
    let new = check.map { $0 == "true" ? "any row" : "rows where \($0.onOneLine)" }
    switch command {
    case .insert: return "insert \(new ?? old)" + (new == nil ? ": it has no WITH CHECK of its own" : "")
    case .update:
      return "change \(old)"
        + (new.map { " into \($0)" } ?? ", into whatever meets the same: it has no WITH CHECK of its own")
    case .delete: return "delete \(old)"
    case .select, .all: return "read \(old)"
    }
  }
}
