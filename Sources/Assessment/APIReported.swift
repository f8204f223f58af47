internal import JSONText
internal import PostgREST
internal import Reports
internal import Settings

extension ConfiguredAPI {
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
