package import Judgement
package import PostgREST
internal import SQLText

extension ConfiguredAPI {
  /// The settings as the model of PostgREST takes them, without their sources.
  package var served: APISettings {
    var served = APISettings()
    served.version = postgrest.value
    served.schemas = schemas.value.map { Identifier($0) }
    served.extraSearchPath = extraSearchPath.value.map { Identifier($0) }
    served.maxRows = maxRows.value
    served.anonRole = anonRole.value.isEmpty ? nil : anonRole.value
    served.authenticatorRole = authenticatorRole.value
    served.aggregates = aggregates.value
    served.plan = plan.value
    served.openAPIMode = openAPI.value
    served.openAPIServerProxy = openAPIServerProxy.value.isEmpty ? nil : openAPIServerProxy.value
    served.preRequest = function(preRequest.value)
    served.rootSpec = function(rootSpec.value)
    served.transactionEnd = transactionEnd.value
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
  package func unproven(over cache: SchemaCache) -> [Unproven] {
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
}
