internal import FoundationEssentials
internal import Subprocess
internal import SystemPackage

/// Makes and copies data directories.
struct Cluster: Sendable {
  var binaries: ServerBinaries
  var user: ServerUser?

  private static let options = [
    "-U", EphemeralServer.superuser, "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions", "--wal-segsize=1",
  ]
  private static let statements = "shared_preload_libraries = 'pg_stat_statements'\ncompute_query_id = regress\n"

  /// All that a new data directory depends on; cached files keep their owner, so they are of use to the same user only.
  var fingerprint: [String] { [binaries.fingerprint, user?.name ?? ""] + Self.options + [Self.statements] }

  /// Runs `initdb`: superuser `supabase_admin` as on Supabase, where `postgres` is none; C.UTF-8 orders text by code point as
  /// the recorded answers do, and C does where the system lacks that locale.
  func initialize(_ folder: RunFolder) async throws {
    let arguments = ["-D", folder.data] + Self.options
    do {
      try await execute(binaries.initdb, arguments + ["--locale=C.UTF-8"], in: folder)
    } catch let failure as ServerStartError where failure.message.contains("locale") {
      try await execute(binaries.initdb, arguments + ["--locale=C"], in: folder)
    }
    try collectStatements(in: folder)
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

  /// Copies a data directory with its owner and modes.
  static func copy(_ source: String, to target: String) async throws {
    try await Cluster.execute("/bin/cp", ["-a", source, target], as: nil, in: nil)
  }

  private func execute(_ program: String, _ arguments: [String], in folder: RunFolder) async throws {
    try await Self.execute(program, arguments, as: user, in: folder)
  }

  private static func execute(
    _ program: String, _ arguments: [String], as user: ServerUser?, in folder: RunFolder?
  ) async throws {
    let launch = Launch(program, arguments, as: user)
    let result = try await run(
      .path(launch.path), arguments: Arguments(launch.arguments), workingDirectory: FilePath(folder?.path ?? "/"),
      platformOptions: launch.options,
      output: .discarded, error: .string(limit: 65_536))
    guard result.terminationStatus.isSuccess else {
      let who = user.map { " as user \($0.name)" } ?? ""
      throw ServerStartError("\(program)\(who) failed: \(result.standardError)")
    }
  }
}
