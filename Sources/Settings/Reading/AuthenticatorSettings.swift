internal import PostgREST
package import Postgres
internal import Provisioning
internal import SQLAnswers
internal import SQLText

extension ProjectSettings {
  /// The API's settings, once the database can be asked for `pgrst.*` of its authenticator.
  ///
  /// - Parameter connection: a superuser's session in the provisioned database.
  package func api(on connection: Connection) async throws -> ConfiguredAPI {
    let role = api.authenticatorRole ?? ConfiguredAPI([]).authenticatorRole.value
    var layers = [(SettingSource.settings, api)]
    if let supabase { layers.append((.supabaseConfig, supabase.api)) }
    layers.append((.authenticator, try await APILayer.settings(of: role, on: connection)))
    if database.baseline == .supabase { layers.append((.supabaseDefault, .supabase)) }
    return try await APINames(settings: self, api: ConfiguredAPI(layers)).resolved(on: connection)
  }
}

extension APILayer {
  /// What the Supabase CLI and the dashboard begin with.
  static let supabase: APILayer = {
    var layer = APILayer()
    layer.schemas = ["public", "graphql_public"]
    layer.extraSearchPath = ["public", "extensions"]
    layer.maxRows = 1000
    return layer
  }()

  /// What `ALTER ROLE authenticator [IN DATABASE …] SET pgrst.…` says, a setting for the database before one for all.
  static func settings(of role: String, on connection: Connection) async throws -> APILayer {
    let rows = try await connection.rows(
      """
      select split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1)
      from pg_db_role_setting join pg_roles role on role.oid = setrole, unnest(setconfig) setting
      where role.rolname = \(bind: role) and setting like 'pgrst.%'
      and setdatabase in (0, (select oid from pg_database where datname = current_database()))
      order by setdatabase
      """)
    var layer = APILayer()
    for row in rows.cells {
      if let name = row[0], let value = row[1] { layer.take(name, value) }
    }
    return layer
  }

  /// Takes one setting; PostgREST knows some by an older name too.
  private mutating func take(_ name: String, _ value: String) {
    switch name {
    case "pgrst.db_schemas", "pgrst.db_schema": schemas = Self.list(value)
    case "pgrst.db_extra_search_path": extraSearchPath = Self.list(value)
    case "pgrst.db_max_rows", "pgrst.max_rows": maxRows = Int(value)
    case "pgrst.db_anon_role": anonRole = value
    case "pgrst.db_aggregates_enabled": aggregates = Self.bool(value)
    case "pgrst.db_plan_enabled": plan = Self.bool(value)
    case "pgrst.openapi_mode": openAPI = APISettings.OpenAPIMode(rawValue: value)
    case "pgrst.openapi_server_proxy_uri": openAPIServerProxy = value
    case "pgrst.db_pre_request", "pgrst.pre_request": preRequest = value
    case "pgrst.db_root_spec", "pgrst.root_spec": rootSpec = value
    case "pgrst.db_tx_end": transactionEnd = APISettings.TransactionEnd(rawValue: value)
    default: break
    }
  }

  private static func list(_ value: String) -> [String] {
    value.split(separator: ",").map { item in
      String(item.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
  }

  private static func bool(_ value: String) -> Bool? {
    switch value.lowercased() {
    case "true", "on", "yes", "1": true
    case "false", "off", "no", "0": false
    default: nil
    }
  }
}
