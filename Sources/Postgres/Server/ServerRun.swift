internal import FoundationEssentials
internal import SystemPackage

/// One folder with its supervisor: what runs in it, its readiness, its end.
struct ServerRun: Sendable {
  /// What the supervisor can be told to run, in the order of its list.
  private enum Command: Int {
    case initialize, initializeWithoutLocale, serve
  }

  let info: ConnectionInfo
  var folder: RunFolder { supervisor.folder }
  private let supervisor: Supervisor
  private let binaries: ServerBinaries

  /// Times after which what neither answers nor ends is given up.
  private static let patience = (start: Duration.seconds(20), initdb: Duration.seconds(120), end: Duration.seconds(25))

  /// Makes the folder, in the first place that takes it.
  init(of cluster: Cluster) throws(ServerStartError) {
    var refusals: [String] = []
    for base in RunFolder.bases(for: cluster.user) {
      let folder = RunFolder.unused(in: base)
      do {
        supervisor = try Supervisor.start(Self.commands(of: cluster, in: folder), in: folder, as: cluster.user)
        binaries = cluster.binaries
        info = Self.info(in: folder)
        return
      } catch {
        refusals.append("\(base): \(error)")
      }
    }
    throw ServerStartError("no folder for the server's data: \(refusals.joined(separator: "; "))")
  }

  private static func info(in folder: RunFolder) -> ConnectionInfo {
    ConnectionInfo([
      "host": folder.path, "port": "5432", "user": EphemeralServer.superuser, "dbname": "postgres",
      "client_encoding": "UTF8",
    ])
  }

  private static func commands(of cluster: Cluster, in folder: RunFolder) -> [[String]] {
    let initdb = [cluster.binaries.initdb, "-D", folder.data] + Cluster.options
    return [
      initdb + ["--locale=C.UTF-8"], initdb + ["--locale=C"],
      [cluster.binaries.postgres] + Self.arguments(in: folder),
    ]
  }

  // MARK: initdb

  /// Runs `initdb`; C.UTF-8 orders text by code point as the recorded answers do, and C does where the system lacks that locale.
  func initialize() async throws {
    if try await isInitialized(by: .initialize) { return }
    if words.contains("locale"), try await isInitialized(by: .initializeWithoutLocale) { return }
    throw ServerStartError("\(binaries.initdb) failed: \(words)")
  }

  private func isInitialized(by command: Command) async throws -> Bool {
    supervisor.order(.run(command.rawValue))
    guard let status = try await ended(within: Self.patience.initdb) else {
      throw ServerStartError("\(binaries.initdb) did not end within \(Self.patience.initdb): \(words)")
    }
    return status == 0
  }

  // MARK: The server

  /// Starts the server and returns when it takes connections.
  ///
  /// Asking is quicker than reading its log, which stays empty when all is well.
  ///
  /// - Throws: ``ServerEnded`` when it ended instead.
  func start() async throws {
    supervisor.order(.run(Command.serve.rawValue))
    let clock = ContinuousClock()
    let deadline = clock.now + Self.patience.start
    var refusal = ""
    while clock.now < deadline {
      if try await ended(within: .zero) != nil { throw ServerEnded(words: words) }
      do {
        // A server that hangs takes a connection and says nothing.
        await (try Connection(info.with("connect_timeout", "5"))).close()
        return
      } catch {
        refusal = "\(error)"
      }
      try await Task.sleep(for: .milliseconds(2))
    }
    throw ServerStartError("the server did not answer within \(Self.patience.start): \(refusal) \(words)")
  }

  /// Ends the server so that its data directory can be copied and started again.
  func shutDown() async throws {
    supervisor.order(.shutDown)
    if try await ended(within: Self.patience.end) == nil {
      throw ServerStartError("the server did not end within \(Self.patience.end): \(words)")
    }
  }

  /// Ends the server and removes the folder.
  func end() async {
    await Blocking.run { supervisor.end() }
  }

  func keep() { supervisor.keep() }

  // MARK: What the supervisor tells

  /// Waits for the end of a command; nil when it goes on.
  private func ended(within patience: Duration) async throws -> Int32? {
    let clock = ContinuousClock()
    let deadline = clock.now + patience
    while true {
      switch supervisor.report() {
      case .ended(let status): return status
      case .failed(let error): throw ServerStartError("\(binaries.folder): a server program cannot be run: \(error)")
      case .gone: throw ServerStartError("the server's supervisor is gone, and with it the server")
      case .madeFolder, nil: break
      }
      if clock.now >= deadline { return nil }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// The last lines of what the command in the folder said.
  private var words: String {
    let log = (try? Data(contentsOf: URL(filePath: folder.log))) ?? Data()
    let lines = String(decoding: log.suffix(4096), as: UTF8.self).split(separator: "\n")
    return lines.isEmpty ? "it said nothing" : lines.suffix(8).joined(separator: "\n")
  }

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
