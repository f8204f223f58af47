internal import FoundationEssentials

/// One server process in one folder: its command line, its readiness, its end.
struct ServerRun: Sendable {
  let folder: RunFolder
  private let supervisor: Supervisor

  /// Time after which a server that neither answers nor ends is given up: crash recovery on a slow disk stays below.
  private static let patience = Duration.seconds(60)

  init(of cluster: Cluster, in folder: RunFolder) throws {
    self.folder = folder
    let command = [cluster.binaries.postgres] + Self.arguments(in: folder)
    supervisor = try Supervisor(of: command, in: folder, as: cluster.user)
  }

  var info: ConnectionInfo {
    ConnectionInfo([
      "host": folder.path, "port": "5432", "user": EphemeralServer.superuser, "dbname": "postgres",
      "client_encoding": "UTF8",
    ])
  }

  /// Starts the server and returns when it takes connections.
  ///
  /// Asking is quicker than reading its log, which stays empty when all is well.
  func start() async throws {
    // What an earlier start left must not be taken for this one's end.
    try? FileManager.default.removeItem(atPath: endMark)
    supervisor.order(.start)
    let clock = ContinuousClock()
    let deadline = clock.now + Self.patience
    while clock.now < deadline {
      if let complaint = supervisor.complaint { throw ServerStartError("the server's supervisor failed: \(complaint)") }
      if let log = ending() { throw ServerStartError("the server did not start: \(log)") }
      if let connection = try? await Connection(info) {
        await connection.close()
        return
      }
      try await Task.sleep(for: .milliseconds(2))
    }
    throw ServerStartError("the server did not answer within \(Self.patience)")
  }

  /// Ends the server so that its data directory can be copied and started again.
  func shutDown() async throws {
    supervisor.order(.shutdown)
    while ending() == nil { try await Task.sleep(for: .milliseconds(2)) }
  }

  /// Gives the last order and returns when it has been carried out.
  func end(_ order: Supervisor.Order) async { await supervisor.end(order) }

  /// The log of a server that has ended.
  private func ending() -> String? { try? String(contentsOfFile: endMark, encoding: .utf8) }

  private var endMark: String { folder.path + "/ended" }

  /// Settings of a server that lives for seconds and must answer as the recorded ones did: UTC, no JIT, no statistics but
  /// those that ANALYZE made; no log of refusals, which would cost 1 KB and a fifth of the time a denied probe, nor of what the
  /// project raises or has logged: its values are nobody's to keep (`fatal` ranks above `log`).
  private static func arguments(in folder: RunFolder) -> [String] {
    let settings = [
      "listen_addresses": "", "unix_socket_directories": folder.path, "unix_socket_permissions": "0700", "port": "5432",
      "session_preload_libraries": "",
      "max_connections": "64", "max_locks_per_transaction": "256", "shared_buffers": "64MB",
      "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
      "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "4GB", "checkpoint_timeout": "1h",
      "autovacuum": "off", "jit": "off", "timezone": "UTC", "log_timezone": "UTC", "lc_messages": "C",
      "log_min_messages": "fatal", "log_min_error_statement": "panic", "log_checkpoints": "off",
      "dynamic_shared_memory_type": "mmap",
    ]
    return ["-D", folder.data] + settings.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
  }
}
