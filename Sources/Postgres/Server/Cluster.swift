internal import FoundationEssentials
internal import SystemPackage

/// What a data directory is made with.
struct Cluster: Sendable {
  var binaries: ServerBinaries
  var user: ServerUser?

  /// Superuser `supabase_admin` as on Supabase, where `postgres` is none.
  static let options = [
    "-U", EphemeralServer.superuser, "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions", "--wal-segsize=1",
  ]
  private static let statements = "shared_preload_libraries = 'pg_stat_statements'\ncompute_query_id = regress\n"

  /// All that a new data directory depends on; cached files keep their owner, so they are of use to the same user only.
  var fingerprint: [String] { [binaries.fingerprint, user?.name ?? ""] + Self.options + [Self.statements] }

  /// Runs `initdb` in the folder of a run.
  func initialize(_ run: ServerRun) async throws {
    try await run.initialize()
    try collectStatements(in: run.folder)
  }

  /// Loads `pg_stat_statements` where the server has it: a project that shows it to clients shows every DO block with its
  /// literals, and without the library the view only raises an error.
  ///
  /// `regress` keeps the identifiers that the library asks for out of plans. Postgres 14 does not know it.
  private func collectStatements(in folder: RunFolder) throws {
    let version = try String(contentsOfFile: folder.data + "/PG_VERSION", encoding: .utf8)
    guard let major = Int(version.prefix(while: \.isNumber)), major >= 15, binaries.hasLibrary("pg_stat_statements")
    else { return }
    let file = try FileDescriptor.open(FilePath(folder.data + "/postgresql.conf"), .writeOnly, options: .append)
    try file.closeAfter { _ = try file.writeAll(Self.statements.utf8) }
  }
}
