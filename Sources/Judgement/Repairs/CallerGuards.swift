internal import Catalog
internal import Probes
internal import SQLText

extension RepairFinder {
  /// Keeps a function, and asks of an argument what the project's policies ask of the column that it names: whoever
  /// calls it must be tied to what is asked for.
  func guarding(_ function: Function, _ leaking: LeakingDoor) -> [RepairCandidate] {
    guard function.isSecurityDefiner, function.kind == .function, let result = resultText(of: function),
      !function.inputs.contains(where: { $0.hasDefault || $0.mode != .input })
    else { return [] }
    return callerConditions(of: function).prefix(2).map { caller in
      RepairCandidate(statements(guarding: function, by: caller, returning: result))
    }
  }

  /// Conditions of policies on one column, with the argument in its place that goes by the column's name.
  private func callerConditions(of function: Function) -> [String] {
    let written = catalog.relations.filter { function.writes(into: $0.name) }
    var found: [String] = []
    for policy in catalog.policies {
      guard let source = catalog.relation(policy.relation), !Self.platform.contains(source.name.schema.name) else {
        continue
      }
      for condition in [policy.using, policy.check].compactMap(\.self).flatMap(\.conjuncts) {
        let columns = SQLCondition(condition).columns(of: source)
        guard columns.count == 1, let column = columns.first, speaksOfCaller(condition),
          let place = argument(for: column, of: source, in: function),
          !written.contains(where: { reads(CallerCondition(sql: condition, columns: columns), $0) })
        else { continue }
        let text = SQLCondition(condition).substituting(
          [column: .init(bare: "$\(place + 1)", qualified: "$\(place + 1)")], of: source
        ).onOneLine
        if !found.contains(text) { found.append(text) }
      }
    }
    return found.sorted { ($0.count, $0) < ($1.count, $1) }
  }

  /// The place of the argument that stands for a column: `p_org_id` or `org` for `org_id`, and for the `id` of `orgs`.
  private func argument(for column: String, of relation: Relation, in function: Function) -> Int? {
    let table = relation.name.name.name
    let singular = table.hasSuffix("s") ? String(table.dropLast()) : table
    let names = relation.primaryKey == [column] ? [singular, singular + "_id"] : [column, column.withoutEnding("_id")]
    return function.inputs.firstIndex { input in
      let name = ["p_", "_", "in_", "arg_", "v_"].first { input.name.hasPrefix($0) }.map {
        String(input.name.dropFirst($0.count))
      }
      return names.contains(name ?? input.name) && input.type == relation.column(column)?.type
    }
  }

  private func resultText(of function: Function) -> String? {
    let shown = function.arguments.filter { !$0.isInput }
    if !shown.isEmpty, shown.allSatisfy({ $0.mode == .table }) {
      return "table (\(shown.map { "\([$0.name].spelled()) \($0.typeName)" }.joined(separator: ", ")))"
    }
    guard shown.isEmpty, let type = catalog.type(function.returnType)?.displayName else { return nil }
    return (function.returnsSet ? "setof " : "") + type
  }

  private func statements(guarding function: Function, by caller: String, returning result: String) -> [String] {
    let inner = QualifiedName(function.name.schema, Identifier(function.name.name.name + "_unguarded"))
    let types = function.inputs.map(\.typeName).joined(separator: ", ")
    let holding = holders.holders(of: .execute, in: function.access, owner: function.owner)
    let trusted = holders.trusted.filter { function.access.rights(of: $0).contains(.execute) }.sorted()
    let parameters = function.inputs.map { [$0.name].spelled() + " " + $0.typeName }.joined(separator: ", ")
    let values = function.inputs.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let call = "\(inner.spelled)(\(values))"
    let isRows = function.returnsSet || result.hasPrefix("table")
    let exempt = trusted.map { "current_setting('role', true) = '\($0)' or " }.joined()
    return [
      "alter function \(function.spelled) rename to \(inner.name.spelled)",
      "revoke execute on function \(inner.spelled)(\(types)) from \((holding.isEmpty ? [""] : holding).spelled())",
      """
      create function \(function.name.spelled)(\(parameters)) returns \(result)
      language sql \(function.volatility.name) security definer set search_path = '' as $guard$
        select \(isRows ? "* from \(call)" : call) where \(exempt)\(caller.withoutParentheses)
      $guard$
      """,
      "alter function \(function.spelled) owner to \([function.owner].spelled())",
      "revoke execute on function \(function.spelled) from \(([""] + holders.clients.sorted()).spelled())",
      "grant execute on function \(function.spelled) to \(Set(holding).union(trusted).sorted().spelled())",
    ]
  }
}

extension String {
  fileprivate func withoutEnding(_ ending: String) -> String {
    hasSuffix(ending) ? String(dropLast(ending.count)) : self
  }
}
