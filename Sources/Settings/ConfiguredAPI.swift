package import PostgREST

/// The `[api]` values that one source names; nil where it is silent.
package struct APILayer: Hashable, Sendable {
  package var schemas: [String]?
  package var extraSearchPath: [String]?
  /// Rows; 0 or less stands for no limit.
  package var maxRows: Int?
  package var anonRole: String?
  package var authenticatorRole: String?
  package var aggregates: Bool?
  package var plan: Bool?
  package var openAPI: APISettings.OpenAPIMode?
  package var preRequest: String?
  package var rootSpec: String?
  package var transactionEnd: APISettings.TransactionEnd?
  package var appSettings: [AppSetting]?
  package var openAPIServerProxy: String?
  package var postgrest: APISettings.Version?
  /// Whether what only a raw SQL session reads fails the run; nil where a client may log in.
  package var rawSQL: Bool?
  /// Where each key stands, for sources that are files.
  var lines: [String: FileLine] = [:]

  package init() {}
}

/// One of `app.settings.*`.
package struct AppSetting: Hashable, Sendable {
  package var name: String
  package var value: String
}

/// Where the value of a setting came from, in order of precedence.
package enum SettingSource: String, CaseIterable, Sendable {
  case settings = "trespass.toml"
  case supabaseConfig = "supabase/config.toml"
  case authenticator = "pgrst.* of the authenticator"
  case loginRights = "who may log in"
  case supabaseDefault = "Supabase's default"
  case postgrestDefault = "PostgREST's default"
}

/// A value and where it came from.
package struct Sourced<Value: Hashable & Sendable>: Hashable, Sendable {
  package var value: Value
  package var source: SettingSource

  package init(_ value: Value, from source: SettingSource) {
    self.value = value
    self.source = source
  }
}

/// The API as the run models it: every value with its source.
package struct ConfiguredAPI: Hashable, Sendable {
  package var schemas: Sourced<[String]>
  package var extraSearchPath: Sourced<[String]>
  /// Rows; nil is no limit.
  package var maxRows: Sourced<Int?>
  package var anonRole: Sourced<String>
  package var authenticatorRole: Sourced<String>
  package var aggregates: Sourced<Bool>
  package var plan: Sourced<Bool>
  package var openAPI: Sourced<APISettings.OpenAPIMode>
  /// `schema.function`, empty for none.
  package var preRequest: Sourced<String>
  package var rootSpec: Sourced<String>
  package var transactionEnd: Sourced<APISettings.TransactionEnd>
  package var appSettings: Sourced<[AppSetting]>
  package var openAPIServerProxy: Sourced<String>
  package var postgrest: Sourced<APISettings.Version>
  package var rawSQL: Sourced<Bool>
  /// What a reader should know of them, though PostgREST puts up with it.
  package var notes: [String] = []

  /// Lays the sources over each other, the first that names a value winning.
  package init(_ layers: [(source: SettingSource, values: APILayer)]) {
    func first<Value>(_ value: (APILayer) -> Value?, default fallback: Value) -> Sourced<Value> {
      for layer in layers {
        if let named = value(layer.values) { return Sourced(named, from: layer.source) }
      }
      return Sourced(fallback, from: .postgrestDefault)
    }
    schemas = first(\.schemas, default: ["public"])
    extraSearchPath = first(\.extraSearchPath, default: ["public"])
    let rows = first(\.maxRows, default: 0)
    maxRows = Sourced(rows.value > 0 ? rows.value : nil, from: rows.source)
    anonRole = first(\.anonRole, default: "anon")
    authenticatorRole = first(\.authenticatorRole, default: "authenticator")
    aggregates = first(\.aggregates, default: false)
    plan = first(\.plan, default: false)
    openAPI = first(\.openAPI, default: .followPrivileges)
    preRequest = first(\.preRequest, default: "")
    rootSpec = first(\.rootSpec, default: "")
    transactionEnd = first(\.transactionEnd, default: .commit)
    appSettings = first(\.appSettings, default: [])
    openAPIServerProxy = first(\.openAPIServerProxy, default: "")
    postgrest = first(\.postgrest, default: .v14)
    rawSQL = first(\.rawSQL, default: false)
  }
}
