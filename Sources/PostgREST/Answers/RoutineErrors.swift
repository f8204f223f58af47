internal import JSONText
internal import SQLText

/// PGRST202: no function of these parameters.
extension APIError {
  static func unknownRoutine(_ target: CallTarget, cache: SchemaCache, version: APISettings.Version) -> APIError {
    let name = "\(target.name.schema.name).\(target.name.name.name)"
    let names = target.argumentNames.sortedAsText
    let isBody = target.isPost && target.contentType.isRawBody
    let signature = isBody ? "" : names.isEmpty ? " without parameters" : "(\(names.joined(separator: ", ")))"
    let hint = isBody ? nil : cache.routineHint(for: target, named: names, version: version)
    return APIError(
      404, "PGRST202", "Could not find the function \(name)\(signature) in the schema cache",
      details: .string(
        "Searched for the function \(name)\(searched(target, names)), but no matches were found in the schema cache."),
      hint: JSONValue(hint))
  }

  private static func searched(_ target: CallTarget, _ names: [String]) -> String {
    let plain =
      names.isEmpty
      ? " without parameters" : " with parameter\(names.count > 1 ? "s" : "") \(names.joined(separator: ", "))"
    guard target.isPost else { return plain }
    return switch target.contentType {
    case .textPlain: " with a single unnamed text parameter"
    case .textXML: " with a single unnamed xml parameter"
    case .octetStream: " with a single unnamed bytea parameter"
    case .json: plain + " or with a single unnamed json/jsonb parameter"
    default: plain
    }
  }
}

extension SchemaCache {
  /// Another function of the schema, or other parameters of this one.
  fileprivate func routineHint(for target: CallTarget, named names: [String], version: APISettings.Version) -> String? {
    let schema = target.name.schema.name
    let call = "Perhaps you meant to call the function \(schema)."
    guard let overloads = routines[target.name], !overloads.isEmpty else {
      let known = routines.keys.filter { $0.schema == target.name.schema }.map(\.name.name).sorted()
      return Similarity(known).best(target.name.name.name, atLeast: version.nameLikeness).map { call + $0 }
    }
    func list(_ names: [String]) -> String { "(\(names.sortedAsText.joined(separator: ", ")))" }
    let lists = Similarity(overloads.reversed().map { list($0.parameters.map(\.name)) })
    return lists.best(list(names)).map { call + target.name.name.name + $0 }
  }
}
