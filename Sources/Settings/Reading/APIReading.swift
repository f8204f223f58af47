internal import PostgREST

extension SettingsTable {
  /// `[api]`.
  func api() throws(SettingsError) -> APILayer {
    try allow([
      "schemas", "extra_search_path", "max_rows", "anon_role", "authenticator_role", "aggregates", "plan", "openapi",
      "pre_request", "root_spec", "tx_end", "app_settings", "openapi_server_proxy", "postgrest",
      "raw_sql",
    ])
    var layer = APILayer()
    for key in keys { layer.lines[key] = at(key) }
    layer.schemas = try strings("schemas")
    layer.extraSearchPath = try strings("extra_search_path")
    layer.maxRows = try integer("max_rows")
    layer.anonRole = try string("anon_role")
    layer.authenticatorRole = try string("authenticator_role")
    layer.aggregates = try bool("aggregates")
    layer.plan = try bool("plan")
    layer.openAPI = try choice("openapi")
    layer.preRequest = try string("pre_request")
    layer.rootSpec = try string("root_spec")
    layer.transactionEnd = try choice("tx_end")
    layer.appSettings = try appSettings()
    layer.openAPIServerProxy = try string("openapi_server_proxy")
    layer.postgrest = try postgrestVersion()
    layer.rawSQL = try bool("raw_sql")
    return layer
  }

  private func appSettings() throws(SettingsError) -> [AppSetting]? {
    guard let table = try table("app_settings") else { return nil }
    var settings: [AppSetting] = []
    for name in table.keys {
      settings.append(AppSetting(name: name, value: try table.required(name, try table.string(name))))
    }
    return settings
  }

  private func postgrestVersion() throws(SettingsError) -> APISettings.Version? {
    guard let number = try integer("postgrest") else { return nil }
    guard let version = APISettings.Version(rawValue: number) else {
      let known = APISettings.Version.allCases.map { String($0.rawValue) }.joined(separator: ", ")
      throw error("postgrest", "`postgrest` must be one of \(known), not \(number)")
    }
    return version
  }
}
