internal import Catalog
internal import Postgres
internal import SQLFiles

/// One introspection query, kept as `sql/catalog/<name>.sql`.
enum CatalogNoun: String, CaseIterable {
  case schemas, roles, memberships
  case roleSettings = "role_settings"
  case relations, columns
  case columnTypes = "column_types"
  case inheritance, views, constraints
  case uniqueIndexes = "unique_indexes"
  case functions, types
  case enumLabels = "enum_labels"
  case policies, triggers, rules, casts
  case defaultPrivileges = "default_privileges"
  case extensions
  case foreignServers = "foreign_servers"
  case userMappings = "user_mappings"
  case publications

  func query() throws -> PipelineStep {
    let path = "catalog/\(rawValue).sql"
    guard let text = SQLFiles.text(path) else {
      throw CatalogFailure("sql/\(path) is not part of this build; build the package again")
    }
    return .query(text: text, parameters: [])
  }
}

/// The catalog could not be read.
package struct CatalogFailure: Error, Sendable, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}
