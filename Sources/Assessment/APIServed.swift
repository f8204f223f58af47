internal import JSONText
internal import Judgement
package import PostgREST
internal import Reports
internal import SQLText

extension APISettings {
  /// The settings as the model of PostgREST takes them, without their sources.
  package var served: PostgREST.APISettings {
    var served = PostgREST.APISettings()
    served.version = PostgREST.APISettings.Version(rawValue: postgrest.value.rawValue) ?? .v14
    served.schemas = schemas.value.map { Identifier($0) }
    served.extraSearchPath = extraSearchPath.value.map { Identifier($0) }
    served.maxRows = maxRows.value
    served.anonRole = anonRole.value.isEmpty ? nil : anonRole.value
    served.authenticatorRole = authenticatorRole.value
    served.aggregates = aggregates.value
    served.plan = plan.value
    served.openAPIMode = PostgREST.APISettings.OpenAPIMode(rawValue: openAPI.value.rawValue) ?? .followPrivileges
    served.openAPIServerProxy = openAPIServerProxy.value.isEmpty ? nil : openAPIServerProxy.value
    served.preRequest = function(preRequest.value)
    served.rootSpec = function(rootSpec.value)
    served.transactionEnd = PostgREST.APISettings.TransactionEnd(rawValue: transactionEnd.value.rawValue) ?? .commit
    served.appSettings = Dictionary(appSettings.value.map { ($0.name, $0.value) }) { first, _ in first }
    return served
  }

  /// A function's name, in the first exposed schema where none is given.
  private func function(_ text: String) -> QualifiedName? { text.isEmpty ? nil : names(ofFunction: text).first }

  /// The names that a function may have: with a schema it is taken by the letter, as PostgREST does, or as SQL where it is
  /// quoted; without one it may stand in any schema of the search path.
  func names(ofFunction text: String) -> [QualifiedName] {
    if text.contains("\""), let name = QualifiedName(parsing: text) { return [name] }
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    if parts.count == 2 { return [QualifiedName(parts[0], parts[1])] }
    return (schemas.value + extraSearchPath.value).map { QualifiedName($0, text) }
  }

  /// Schemas that nobody can ask anything: what was not there was not tried.
  func unproven(over cache: SchemaCache) -> [Unproven] {
    if schemas.value.isEmpty {
      return [Unproven("schemas", "none is exposed: name those of the API in [api].schemas")]
    }
    let held = Set(cache.relations.keys.map(\.schema.name) + cache.routines.keys.map(\.schema.name))
    // These are there and exposed from the start; a project may keep all that it serves in others.
    let given = held.isDisjoint(with: schemas.value) ? [] : ["public", "graphql_public"]
    return schemas.value.filter { !held.contains($0) && !given.contains($0) }.map {
      Unproven("schema \($0)", "it holds no relation and no function to ask for")
    }
  }

  /// Every value with its source, as reports list them.
  var reported: [Report.APISetting] {
    [
      schemas.reported("schemas") { .array($0.map { .string($0) }) },
      extraSearchPath.reported("extra_search_path") { .array($0.map { .string($0) }) },
      maxRows.reported("max_rows") { $0.map { JSONValue($0) } ?? .null },
      anonRole.reported("anon_role") { .string($0) },
      authenticatorRole.reported("authenticator_role") { .string($0) },
      aggregates.reported("aggregates") { .bool($0) },
      plan.reported("plan") { .bool($0) },
      openAPI.reported("openapi") { .string($0.rawValue) },
      preRequest.reported("pre_request") { .string($0) },
      rootSpec.reported("root_spec") { .string($0) },
      transactionEnd.reported("tx_end") { .string($0.rawValue) },
      appSettings.reported("app_settings") { .object($0.map { .init($0.name, .string($0.value)) }) },
      openAPIServerProxy.reported("openapi_server_proxy") { .string($0) },
      postgrest.reported("postgrest") { JSONValue($0.rawValue) },
      rawSQL.reported("raw_sql") { .bool($0) },
    ]
  }
}

extension Sourced {
  fileprivate func reported(_ name: String, _ value: (Value) -> JSONValue) -> Report.APISetting {
    Report.APISetting(name: name, value: value(self.value), from: source.rawValue)
  }
}
