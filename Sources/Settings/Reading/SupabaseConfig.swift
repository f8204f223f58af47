package import Provisioning

/// What Trespass takes from `supabase/config.toml`.
package struct SupabaseConfig: Hashable, Sendable {
  package var file: String
  package var api = APILayer()
  /// `[api].auto_expose_new_tables`: unset or true is legacy.
  package var defaultPrivileges: DefaultPrivileges?
  /// `[db.seed].sql_paths`; nil where the file is silent, empty where seeding is off.
  package var seeds: [Script]?

  package init(file: String) { self.file = file }

  /// Reads the text of the file; keys that are not ours belong to the Supabase CLI.
  package init(_ text: String, file: String) throws(SettingsError) {
    self.init(file: file)
    let table = try SettingsTable(text, file: file)
    if let api = try table.table("api") {
      for key in api.keys { self.api.lines[key] = api.at(key) }
      self.api.schemas = try api.strings("schemas")
      self.api.extraSearchPath = try api.strings("extra_search_path")
      self.api.maxRows = try api.integer("max_rows")
      defaultPrivileges = try api.bool("auto_expose_new_tables").map { $0 ? .legacy : .revoked }
    }
    if let seed = try table.table("db")?.table("seed") {
      let paths = try seed.bool("enabled") == false ? [] : try seed.strings("sql_paths")
      // The CLI takes patterns; a folder stands for its `*.sql`.
      seeds = paths?.map { Script(path: seed.resolved($0.hasSuffix("/*.sql") ? String($0.dropLast(6)) : $0)) }
    }
  }
}
