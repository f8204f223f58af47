internal import Catalog
internal import SQLText

extension Exposure {
  /// Implicit casts between a domain and json or text, whose function the authenticator may execute.
  ///
  /// It is the one privilege PostgREST asks for when it builds its cache, and it asks as itself, not as the client.
  func representations() -> [DomainRepresentation] {
    let formats = [WellKnownType.json, WellKnownType.text]
    return catalog.casts.compactMap { cast in
      guard cast.isImplicit, let source = catalog.type(cast.source), let target = catalog.type(cast.target),
        source.kind == .domain && formats.contains(cast.target)
          || target.kind == .domain && formats.contains(cast.source),
        let function = catalog.function(cast.function), authenticatorMayExecute(function)
      else { return nil }
      return DomainRepresentation(source: source.displayName, target: target.displayName, function: function.name)
    }
  }

  private func authenticatorMayExecute(_ function: Function) -> Bool {
    let roles = catalog.rolesInherited(by: settings.authenticatorRole)
    if catalog.role(settings.authenticatorRole)?.isSuperuser == true { return true }
    return roles.contains(function.owner) || roles.contains { function.access.rights(of: $0).contains(.execute) }
  }

  /// The built-in handlers and the database's own, which stand in for a built-in one of the same scope and type.
  ///
  /// Aggregates over rows, and functions, become handlers by returning a domain whose name is a media type.
  func mediaHandlers() -> [MediaHandler] {
    var handlers = MediaHandler.builtIn
    for handler in catalog.functions.flatMap(customHandlers) {
      handlers.removeAll { $0.scope == handler.scope && $0.mediaType == handler.mediaType }
      handlers.append(handler)
    }
    return handlers
  }

  private func customHandlers(_ function: Function) -> [MediaHandler] {
    guard exposes(function.name.schema), let type = catalog.type(function.returnType), type.kind == .domain,
      MediaHandler.isMediaType(type.name.name.name), let scope = scope(of: function)
    else { return [] }
    let name = type.name.name.name
    let domain = QualifiedName(type.name.schema, Identifier(name.lowercased()))
    return [
      MediaHandler(
        scope: scope, mediaType: name.lowercased(),
        action: .custom(function.kind == .aggregate ? function.name : domain),
        resolvedMediaType: name == "*/*" ? "application/octet-stream" : name)
    ]
  }

  private func scope(of function: Function) -> MediaHandler.Scope? {
    if function.kind == .function { return function.returnsSet ? nil : .only(function.name) }
    let inputs = function.inputs
    guard function.kind == .aggregate, inputs.count == 1, let type = catalog.type(inputs[0].type) else { return nil }
    if type.oid == WellKnownType.anyelement { return .any }
    guard type.relation != 0, let relation = catalog.relation(type.relation), relation.kind != .compositeType else {
      return nil
    }
    return .only(relation.name)
  }
}

extension MediaHandler {
  fileprivate static let builtIn = [
    MediaHandler(scope: .any, mediaType: "*/*", action: .json, resolvedMediaType: "application/json"),
    MediaHandler(
      scope: .any, mediaType: "application/json", action: .json, resolvedMediaType: "application/json"),
    MediaHandler(scope: .any, mediaType: "text/csv", action: .csv, resolvedMediaType: "text/csv"),
    MediaHandler(
      scope: .any, mediaType: "application/geo+json", action: .geoJSON, resolvedMediaType: "application/geo+json"),
  ]

  /// Whether a domain's name is a media type: ASCII letters, digits, dots and dashes, a slash, and the same or plus.
  fileprivate static func isMediaType(_ name: String) -> Bool {
    if name == "*/*" { return true }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return false }
    func isPlain(_ character: Character) -> Bool {
      character.isASCII && (character.isLetter || character.isNumber) || character == "." || character == "-"
    }
    return parts[0].allSatisfy(isPlain) && parts[1].allSatisfy { isPlain($0) || $0 == "+" }
  }
}
