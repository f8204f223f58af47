internal import SQLText

/// A database made as a copy of another.
///
/// `CREATE DATABASE … TEMPLATE` copies neither the owner, nor the privileges, nor `ALTER DATABASE … SET`, all of which a
/// policy or a function may depend on.
struct DatabaseCopy: Sendable {
  var source: String
  var name: String

  init(of source: String, as name: String) {
    self.source = source
    self.name = name
  }

  /// - Parameter maintenance: a superuser's way into another database than the source, for a template must have no sessions.
  func make(on maintenance: ConnectionInfo) async throws {
    let connection = try await Connection(maintenance)
    let strategy = await connection.serverVersion >= 150_000 ? " strategy file_copy" : ""
    try await connection.rows(
      "create database \(Identifier(name)) template \(Identifier(source))\(verbatim: strategy)",
      within: AnswerLimits.own.script)
    try await connection.rows(
      """
      update pg_database copy set datdba = source.datdba, datacl = source.datacl
      from pg_database source where source.datname = \(bind: source) and copy.datname = \(bind: name)
      """)
    try await connection.rows(
      """
      insert into pg_db_role_setting (setdatabase, setrole, setconfig)
      select copy.oid, setrole, setconfig
      from pg_db_role_setting join pg_database source on source.oid = setdatabase, pg_database copy
      where source.datname = \(bind: source) and copy.datname = \(bind: name)
      """)
    await connection.close()
  }

  static func drop(_ name: String, on maintenance: ConnectionInfo) async throws {
    let connection = try await Connection(maintenance)
    try await connection.rows("drop database if exists \(Identifier(name)) with (force)")
    await connection.close()
  }
}
