internal import Catalog
internal import Probes
internal import SQLText

extension CauseFinder {
  /// Triggers of a relation that bring the secret into the row which a write returns.
  func writing(_ relation: Relation, _ search: Search) -> [Cause] {
    guard relation.name != search.secret else { return [] }
    return catalog.triggers.filter { $0.relation == relation.oid && ($0.isInsteadOf || $0.isBefore) }.flatMap {
      trigger in
      guard let function = catalog.function(trigger.function), function.mentions(search.secret) else {
        return [Cause]()
      }
      let moment = trigger.isInsteadOf ? "in place of the write" : "before the write"
      return [
        Cause(
          object: "trigger \(Identifier(trigger.name)) on \(relation.name)",
          fact: "runs \(function.name) \(moment), and RETURNING shows the row it leaves",
          at: statement(of: trigger, function))
      ] + nature(of: function)
    }
  }

  /// What tells that a value exists, or what it may be, though no row shows it.
  func telling(_ relation: Relation, _ search: Search) -> [Cause] {
    generated(in: relation, search) + (search.channel == .rows ? [] : keys(of: relation, search))
  }

  private func generated(in relation: Relation, _ search: Search) -> [Cause] {
    guard relation.name == search.secret else { return [] }
    return relation.columns.filter { $0.generation == .stored || $0.generation == .virtual }.map { column in
      Cause(
        object: "column \(relation.name).\(Identifier(column.name))",
        fact: "is made from other columns of the row: \((column.defaultExpression ?? "").onOneLine)",
        at: creation(of: relation))
    }
  }

  private func keys(of relation: Relation, _ search: Search) -> [Cause] {
    guard [.status, .error].contains(search.channel) else { return planning(relation, search) }
    return catalog.constraints.filter {
      $0.relation == relation.oid && ($0.kind == .unique || $0.kind == .foreignKey)
    }.map { key in
      Cause(
        object: "constraint \(Identifier(key.name)) on \(relation.name)",
        fact: "\(key.definition.onOneLine): it is checked against every row, whatever row security hides",
        at: creation(of: relation))
    }
  }

  /// Estimates are made from statistics over all rows.
  private func planning(_ relation: Relation, _ search: Search) -> [Cause] {
    guard relation.rowSecurity, [.count, .plan, .influence].contains(search.channel) else { return [] }
    return [
      Cause(
        object: "statistics of \(relation.name)",
        fact: "the planner estimates rows from them, those that row security hides included, for leakproof operators",
        at: creation(of: relation))
    ]
  }

  /// Why a secret of one table stands in another: a trigger or function that writes it there.
  func copying(into relation: Relation, _ search: Search) -> [Cause] {
    guard relation.name != search.secret, let origin = catalog.relation(named: search.secret), !relation.isView else {
      return []
    }
    let triggers = catalog.triggers.filter { $0.relation == origin.oid }.compactMap { trigger -> (Cause, Function)? in
      guard let function = catalog.function(trigger.function), function.mentions(relation.name) else { return nil }
      let cause = Cause(
        object: "trigger \(Identifier(trigger.name)) on \(search.secret)",
        fact: "runs \(function.name), which writes into \(relation.name)", at: statement(of: trigger, function))
      return (cause, function)
    }
    let known = Set(triggers.map(\.1.oid))
    let functions = catalog.functions.filter { function in
      !known.contains(function.oid) && function.writes(into: relation.name)
    }.map { function in
      Cause(
        object: "function \(function.signature)", fact: "writes into \(relation.name)",
        at: statements.last(["create function"], naming: function.name))
    }
    return triggers.map(\.0) + functions
  }

  private func statement(of trigger: Trigger, _ function: Function) -> SourceStatement? {
    statements.last("create trigger", holding: [trigger.name])
      ?? statements.last(["create function"], naming: function.name)
  }
}
