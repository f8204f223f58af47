internal import Catalog
internal import Probes
internal import SQLText

extension RepairFinder {
  /// Keeps a function, but not the texts of the errors that constraints raise in it: they quote rows which the caller may not
  /// read, and nothing but another function around it can take them away.
  func hidingErrors(_ function: Function, _ leaking: LeakingDoor) -> [RepairCandidate] {
    guard leaking.channels == [.error], function.kind == .function, !function.returnsSet,
      !function.inputs.contains(where: { $0.hasDefault || $0.mode != .input }),
      function.inputs.count == function.arguments.count, let result = catalog.type(function.returnType)?.displayName
    else { return [] }
    let inner = QualifiedName(function.name.schema, Identifier(function.name.name.name + "_unguarded"))
    let types = function.inputs.map(\.typeName).joined(separator: ", ")
    let holding = holders.holders(of: .execute, in: function.access, owner: function.owner)
    let trusted = holders.trusted.filter { function.access.rights(of: $0).contains(.execute) }
    let kept = Set(holding).union(trusted).sorted()
    return [
      RepairCandidate(
        [
          "alter function \(function.spelled) rename to \(inner.name.spelled)",
          "revoke execute on function \(inner.spelled)(\(types)) from \(holding.spelled())",
          definition(of: function, around: inner, returning: result),
          "alter function \(function.spelled) owner to \([function.owner].spelled())",
          "revoke execute on function \(function.spelled) from \(([""] + holders.clients.sorted()).spelled())",
          "grant execute on function \(function.spelled) to \(kept.spelled())",
        ])
    ]
  }

  private func definition(of function: Function, around inner: QualifiedName, returning result: String) -> String {
    let parameters = function.inputs.map { argument in
      argument.name.isEmpty ? argument.typeName : "\([argument.name].spelled()) \(argument.typeName)"
    }
    let values = function.inputs.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let call = result == "void" ? "perform" : "return"
    return """
      create function \(function.name.spelled)(\(parameters.joined(separator: ", "))) returns \(result)
      language plpgsql security \(function.isSecurityDefiner ? "definer" : "invoker") set search_path = '' as $guard$
      begin
        \(call) \(inner.spelled)(\(values));
      exception when integrity_constraint_violation then
        raise exception 'the change was refused' using errcode = sqlstate;
      end
      $guard$
      """
  }
}
