internal import JSONText
internal import SQLText

/// A function call, planned.
struct CallPlan: Hashable, Sendable {
  enum Arguments: Hashable, Sendable {
    /// From the query or a form, by name; several values fill a variadic parameter.
    case direct([String: Value])
    /// The keys of a JSON body.
    case json(String)
    /// The whole body for the single unnamed parameter.
    case body([UInt8])
  }

  enum Value: Hashable, Sendable {
    case one(String)
    case several([String])

    var json: JSONValue {
      switch self {
      case .one(let value): .string(value)
      case .several(let values): .array(values.map { .string($0) })
      }
    }
  }

  var routine: Routine
  var parameters: [RoutineParameter]
  var arguments: Arguments
  /// Sorted; empty for whatever the function gives.
  var returning: [String]
  var filtered: [String]
}

/// What of a request decides which of the overloads it means.
struct CallTarget {
  var name: QualifiedName
  var argumentNames: Set<String>
  var contentType: MediaType
  var isPost: Bool
}

extension SchemaCache {
  /// The overload whose parameters fit the names given.
  ///
  /// - Throws: PGRST202 when none fits, PGRST203 when several do.
  func routine(for target: CallTarget, version: APISettings.Version) throws(APIError) -> Routine {
    let overloads = routines[target.name] ?? []
    let matching = overloads.filter { $0.accepts(target) }
    if let only = matching.first, matching.count == 1 { return only }
    guard matching.isEmpty else { throw .ambiguousRoutine(matching) }
    let fallbacks = overloads.filter { $0.takesWholeBody(of: target) }
    if let only = fallbacks.first, fallbacks.count == 1 { return only }
    guard fallbacks.isEmpty else { throw .ambiguousRoutine(fallbacks) }
    throw .unknownRoutine(target, cache: self, version: version)
  }
}

extension Routine {
  fileprivate func accepts(_ target: CallTarget) -> Bool {
    if parameters.isEmpty {
      return target.argumentNames.isEmpty && !(target.isPost && target.contentType.isRawBody)
    }
    let required = Set(parameters.filter(\.isRequired).map(\.name))
    let optional = Set(parameters.filter { !$0.isRequired }.map(\.name))
    if required.isEmpty { return target.argumentNames.isSubset(of: optional) }
    return target.argumentNames.subtracting(optional) == required
  }

  fileprivate func takesWholeBody(of target: CallTarget) -> Bool {
    guard target.isPost, parameters.count == 1, parameters[0].name.isEmpty else { return false }
    return switch (target.contentType, parameters[0].type) {
    case (.json, "json"), (.json, "jsonb"), (.textPlain, "text"), (.textXML, "xml"), (.octetStream, "bytea"): true
    default: false
    }
  }

  /// Values by parameter; of a repeated one that is not variadic the last counts.
  func values(from arguments: [Request.Argument]) -> [String: CallPlan.Value] {
    let variadic = Set(parameters.filter(\.isVariadic).map(\.name))
    var values: [String: CallPlan.Value] = [:]
    for argument in arguments {
      guard variadic.contains(argument.name) else {
        values[argument.name] = .one(argument.value)
        continue
      }
      if case .several(let earlier)? = values[argument.name] {
        values[argument.name] = .several(earlier + [argument.value])
      } else {
        values[argument.name] = .several([argument.value])
      }
    }
    return values
  }
}
