internal import Postgres
internal import SQLAnswers
internal import SQLText

/// Holds the names that the API's settings use against the database: a surface that is not there looks like a sound one.
struct APINames {
  let settings: ProjectSettings
  let api: ConfiguredAPI

  /// The settings with notes about names that PostgREST puts up with.
  ///
  /// - Throws: ``SettingsError`` with the nearest name for a schema, role or function that the database lacks.
  func resolved(on connection: Connection) async throws -> ConfiguredAPI {
    let schemas = try await connection.names("select nspname from pg_namespace where nspname !~ '^pg_(toast|temp)'")
    let roles = try await connection.names("select rolname from pg_roles")
    try require(api.schemas.value, in: schemas, api.schemas.source, key: "schemas", "schema")
    try require(api.anonRole.named, in: roles, api.anonRole.source, key: "anon_role", "role")
    try require(api.authenticatorRole.named, in: roles, api.authenticatorRole.source, key: "authenticator_role", "role")
    let functions = try await connection.functionNames()
    try require(functionNamed: api.preRequest, key: "pre_request", among: functions)
    try require(functionNamed: api.rootSpec, key: "root_spec", among: functions)
    var resolved = api
    resolved.notes = notes(onPathWithout: schemas)
    if !api.rawSQL.source.isChosen {
      resolved.rawSQL = Sourced(
        try await connection.mayClientLogIn(beside: api.authenticatorRole.value), from: .loginRights)
    }
    return resolved
  }

  /// What nobody chose may be missing: a default names what most projects have.
  private func require(
    _ names: [String], in known: [String], _ source: SettingSource, key: String, _ kind: String
  ) throws(SettingsError) {
    guard source.isChosen, let missing = names.first(where: { !known.contains($0) }) else { return }
    throw error(key, source, "\"\(missing)\", and the database has no such \(kind)" + hint(missing, among: known))
  }

  private func require(
    functionNamed setting: Sourced<String>, key: String, among known: [QualifiedName]
  ) throws(SettingsError) {
    guard !setting.value.isEmpty else { return }
    let wanted = api.names(ofFunction: setting.value)
    guard !wanted.contains(where: known.contains) else { return }
    let name = wanted.first?.description ?? setting.value
    throw error(
      key, setting.source,
      "\"\(setting.value)\", and the database has no such function" + hint(name, among: known.map(\.description)))
  }

  private func notes(onPathWithout schemas: [String]) -> [String] {
    guard api.extraSearchPath.source.isChosen else { return [] }
    return api.extraSearchPath.value.filter { !schemas.contains($0) }.map { name in
      place("extra_search_path", api.extraSearchPath.source)
        + " names \"\(name)\", and the database has no such schema" + hint(name, among: schemas)
    }
  }

  private func error(_ key: String, _ source: SettingSource, _ message: String) -> SettingsError {
    let at = line(of: key, source)
    return SettingsError(at: at, message: (at == nil ? place(key, source) : "`\(key)`") + " names " + message)
  }

  private func place(_ key: String, _ source: SettingSource) -> String {
    if let at = line(of: key, source) { return "\(at): `\(key)`" }
    return source == .authenticator ? "pgrst.db_\(key) of role \(api.authenticatorRole.value)" : "`\(key)`"
  }

  private func line(of key: String, _ source: SettingSource) -> FileLine? {
    switch source {
    case .settings: settings.api.lines[key]
    case .supabaseConfig: settings.supabase?.api.lines[key]
    case .authenticator, .loginRights, .supabaseDefault, .postgrestDefault: nil
    }
  }

  private func hint(_ name: String, among names: [String]) -> String {
    NearestName.of(name, among: names).map { ": did you mean \"\($0)\"?" } ?? ""
  }
}

extension SettingSource {
  /// Whether somebody wrote the value for this project.
  var isChosen: Bool {
    switch self {
    case .settings, .supabaseConfig, .authenticator: true
    case .loginRights, .supabaseDefault, .postgrestDefault: false
    }
  }
}

extension Sourced<String> {
  /// The name, where it is one.
  fileprivate var named: [String] { value.isEmpty ? [] : [value] }
}

extension Connection {
  /// Whether a role that the authenticator may assume for a client can open a session of its own.
  ///
  /// Services log in as well: what they own, or what passes row security, is no client's.
  fileprivate func mayClientLogIn(beside authenticator: String) throws -> Bool {
    try !rows(
      """
      select from pg_roles r join pg_roles a on a.rolname = \(bind: authenticator, as: .text)
      where r.rolcanlogin and not r.rolsuper and not r.rolbypassrls and r.oid <> a.oid
      and pg_has_role(a.oid, r.oid, 'MEMBER') and not exists (select from pg_class where relowner = r.oid)
      """
    ).isEmpty
  }

  fileprivate func names(_ query: SQL) throws -> [String] { try rows(query).cells.compactMap { $0[0] } }

  fileprivate func functionNames() throws -> [QualifiedName] {
    try rows("select nspname, proname from pg_proc join pg_namespace n on n.oid = pronamespace").cells.compactMap {
      cells in
      guard let schema = cells[0], let name = cells[1] else { return nil }
      return QualifiedName(Identifier(schema), Identifier(name))
    }
  }
}
