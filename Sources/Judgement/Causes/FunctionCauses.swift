internal import Catalog
internal import Probes
internal import SQLText

extension CauseFinder {
  /// Why a function may be called, with whose rights it reads, and what.
  func calling(_ function: Function, _ search: Search) -> [Cause] {
    grant(on: function, search.rights) + nature(of: function) + below(function, search) + raising(function, search)
  }

  func nature(of function: Function) -> [Cause] {
    [
      Cause(
        object: "function \(function.signature)",
        fact: function.isSecurityDefiner
          ? "runs with the rights of its owner \(function.owner) (SECURITY DEFINER)" : "runs with the caller's rights",
        at: statements.last(["create function"], naming: function.name))
    ]
  }

  /// What the function reads: as its owner past row security, or as its caller what the caller may read anyway.
  private func below(_ function: Function, _ search: Search) -> [Cause] {
    let read = catalog.relations.filter { function.mentions($0.name) }
    if function.isSecurityDefiner {
      return owning(read.filter(\.rowSecurity), RoleRights(function.owner, in: catalog))
    }
    let own = catalog.relation(named: search.secret).map { [$0] } ?? []
    return (read.isEmpty ? own : read).flatMap { reading($0, search, depth: 1) }
  }

  /// An error's text names values that the caller may not read, when who runs the statement may.
  private func raising(_ function: Function, _ search: Search) -> [Cause] {
    guard search.channel == .error, let table = catalog.relation(named: search.secret) else { return [] }
    let words = SQLLexer.words(of: function.body)
    guard Set(words).isDisjoint(with: ["insert", "update", "merge"]) else { return refusals(of: table) }
    guard words.contains("raise") else { return [] }
    return [Cause(object: "function \(function.signature)", fact: "raises errors of its own, with values in them")]
  }

  /// The constraints that quote the row, or the key, which they refuse.
  private func refusals(of table: Relation) -> [Cause] {
    let checks = catalog.constraints.filter { $0.relation == table.oid && $0.kind == .check }.prefix(3).map {
      Cause(
        object: "constraint \(Identifier($0.name)) on \(table.name)",
        fact: "when it refuses a row, the error's DETAIL quotes all of it", at: creation(of: table))
    }
    let keys = catalog.uniqueIndexes.filter { $0.relation == table.oid && !$0.isPrimary }.map {
      Cause(
        object: "unique index \(Identifier($0.name)) on \(table.name)",
        fact: "when it refuses a key, the error's DETAIL quotes it",
        at: statements.last(where: { [name = $0.name] in $0.contains("index") && $0.contains(name) })
          ?? creation(of: table))
    }
    return checks + keys
  }
}

extension Function {
  /// Whether its source text names a relation.
  func mentions(_ name: QualifiedName) -> Bool { SQLLexer.words(of: body).contains(name.name.name) }

  /// Whether its source text writes into a relation.
  func writes(into name: QualifiedName) -> Bool {
    let words = SQLLexer.words(of: body)
    return words.indices.contains { index in
      guard words[index] == name.name.name else { return false }
      let before = words[max(0, index - 4)..<index]
      return !Set(before).isDisjoint(with: ["insert", "update", "merge", "into"])
    }
  }
}
