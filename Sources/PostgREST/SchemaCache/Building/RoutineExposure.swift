internal import Catalog
internal import SQLText

extension Exposure {
  /// The callable functions of the exposed schemas, overloads with fewer parameters first.
  func routines() -> [QualifiedName: [Routine]] {
    var routines: [QualifiedName: [Routine]] = [:]
    for function in catalog.functions where function.kind == .function && exposes(function.name.schema) {
      guard let routine = routine(function) else { continue }
      routines[routine.name, default: []].append(routine)
    }
    return routines.mapValues { overloads in overloads.sorted { $0.isListed(before: $1) } }
  }

  private func routine(_ function: Function) -> Routine? {
    let base = catalog.baseType(of: function.returnType)
    guard base != WellKnownType.trigger, isCallable(function), let returns = returnType(of: function, base: base) else {
      return nil
    }
    return Routine(
      oid: function.oid, name: function.name, signature: function.signature, comment: function.comment,
      parameters: parameters(of: function), returns: returns, volatility: function.volatility,
      isVariadic: function.arguments.contains { $0.mode == .variadic },
      isolationLevel: function.setting("default_transaction_isolation"), hoistedSettings: hoistedSettings(of: function),
      isSecurityDefiner: function.isSecurityDefiner, owner: function.owner)
  }

  /// All arguments named, or a single unnamed one that can take a whole request body.
  private func isCallable(_ function: Function) -> Bool {
    // A function with some names has an empty string for the others, which PostgREST takes for a name.
    guard function.arguments.allSatisfy(\.name.isEmpty) else { return true }
    let inputs = function.inputs
    let bodies = [WellKnownType.bytea, WellKnownType.json, WellKnownType.jsonb, WellKnownType.text, WellKnownType.xml]
    return inputs.isEmpty || inputs.count == 1 && bodies.contains(inputs[0].type)
  }

  private func parameters(of function: Function) -> [RoutineParameter] {
    // PostgREST pairs input types with names and modes by place, so that an output argument in front lends its name.
    zip(function.inputs, function.arguments).map { input, named in
      RoutineParameter(
        name: named.name, type: input.typeName, unboundedType: Self.unbounded(input.typeName),
        isRequired: !input.hasDefault, isVariadic: named.mode == .variadic)
    }
  }

  private static func unbounded(_ type: String) -> String {
    switch type {
    case "bit": "bit varying"
    case "bit[]": "bit varying[]"
    case "character": "character varying"
    case "character[]": "character varying[]"
    default: type
    }
  }

  private func returnType(of function: Function, base: OID) -> ReturnType? {
    guard let type = catalog.type(base) else { return nil }
    let hasOutputs = function.arguments.contains { $0.mode == .output || $0.mode == .inputOutput || $0.mode == .table }
    let isComposite = type.kind == .composite || hasOutputs
    return ReturnType(
      isSet: function.returnsSet,
      shape: isComposite ? .composite(isAlias: base != function.returnType) : .scalar, type: type.name,
      displayName: catalog.type(function.returnType)?.displayName)
  }

  private func hoistedSettings(of function: Function) -> [Routine.Setting] {
    function.configuration.compactMap { entry in
      guard let equals = entry.firstIndex(of: "=") else { return nil }
      let name = String(entry[..<equals])
      guard settings.hoistedSettings.contains(where: { name == $0 }) else { return nil }
      return Routine.Setting(name, entry[entry.index(after: equals)...].lowercased())
    }
  }
}

extension Function {
  /// The value that the function sets for a setting, in lower case.
  fileprivate func setting(_ name: String) -> String? {
    configuration.first { $0.hasPrefix(name + "=") }.map { $0.dropFirst(name.count + 1).lowercased() }
  }
}

extension Routine {
  fileprivate func isListed(before other: Routine) -> Bool {
    if parameters.count != other.parameters.count { return parameters.count < other.parameters.count }
    if comment != other.comment { return (comment ?? "") < (other.comment ?? "") }
    for (mine, theirs) in zip(parameters, other.parameters) where mine != theirs {
      return (mine.name, mine.type, mine.isRequired ? 1 : 0) < (theirs.name, theirs.type, theirs.isRequired ? 1 : 0)
    }
    return false
  }
}
