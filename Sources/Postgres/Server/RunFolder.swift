internal import CLibPQ
internal import CSupervisor
internal import FoundationEssentials
internal import SystemPackage

/// The folder of one run: data directory, socket and log, closed to everybody but the server's user and root.
struct RunFolder: Hashable, Sendable {
  var path: String

  var data: String { path + "/data" }
  var log: String { path + "/log" }
  /// Left in the folder of a server that was asked to outlive its run.
  var keepMark: String { path + "/keep" }
  private var ownerFile: String { path + "/trespass.pid" }
  private var supervisorFile: String { path + "/supervisor.pid" }

  private static let prefix = "trespass-"
  /// A data directory takes 40 MB, and each world as much again as the project's data.
  private static let neededInMemory: UInt64 = 512 << 20
  /// Bytes of `sun_path`, without its NUL; macOS has the smaller one.
  private static let longestSocketPath = 103

  /// A name that nothing has, and nobody can guess.
  static func unused(in base: String) -> RunFolder {
    let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return RunFolder(path: "\(base)/\(prefix)" + String((0..<6).compactMap { _ in letters.randomElement() }))
  }

  /// Where the folder can be: in shared memory where there is room, for a run is short, and its files need no disk.
  static func bases(for user: ServerUser?) -> [String] {
    let memory = OperatingSystem.freeBytes(below: "/dev/shm") >= neededInMemory ? ["/dev/shm"] : []
    let named = OperatingSystem.variable("TMPDIR").map { [$0] } ?? []
    return (memory + named + ["/tmp"]).filter { base in
      "\(base)/\(prefix)XXXXXX/.s.PGSQL.5432".utf8.count <= longestSocketPath && OperatingSystem.isWritable(base)
        && (user == nil || OperatingSystem.isOpenToPass(base))
    }
  }

  /// Removes the folder, and first whatever server still runs in it; blocks for a second at most.
  func remove() {
    guard OperatingSystem.exists(path) else { return }
    for _ in 0..<50 {
      let servers = serverProcesses
      if servers.isEmpty { break }
      for process in servers { OperatingSystem.endOutright(process) }
      OperatingSystem.pause(milliseconds: 10)
    }
    folder_release_memory(data)
    folder_remove(path)
  }

  /// Removes what runs left behind whose supervisor was killed too.
  static func tidy(for user: ServerUser?) async {
    for base in Set(bases(for: user)) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
      for name in names where name.hasPrefix(prefix) && name.count == prefix.count + 6 {
        let folder = RunFolder(path: "\(base)/\(name)")
        if folder.isAbandoned { await Blocking.run { folder.remove() } }
      }
    }
  }

  /// Whether the program and the supervisor of this folder are both gone, and the server is not one to keep.
  private var isAbandoned: Bool {
    let owner = Self.process(in: ownerFile)
    let supervisor = Self.process(in: supervisorFile)
    // A run names itself in its folder's first millisecond; what no run names is somebody else's.
    if owner == nil, supervisor == nil { return false }
    if let owner, OperatingSystem.isRunning(owner) { return false }
    if let supervisor, OperatingSystem.isRunning(supervisor), stoppedSupervisor == nil { return false }
    if runningServer != nil { return !OperatingSystem.exists(keepMark) }
    // A server that answers but whose process we cannot see belongs to another container that shares the folder.
    return !answers
  }

  /// The server's process, when it is there and is this folder's: its number may be another's by now.
  private var runningServer: Int32? {
    guard let process = Self.process(in: data + "/postmaster.pid"), OperatingSystem.isRunning(process) else {
      return nil
    }
    let isOurs = OperatingSystem.commandLine(of: process)?.contains(path) ?? answers
    return isOurs ? process : nil
  }

  /// The processes of the server in this folder, also those whose parent is gone: they work in its data directory.
  private var serverProcesses: [Int32] {
    let workers = OperatingSystem.processes.filter { process in
      guard let name = OperatingSystem.name(of: process), name == "postgres" || name == "initdb" else { return false }
      return OperatingSystem.workingFolder(of: process).map { "\($0)/".hasPrefix("\(path)/") } ?? false
    }
    return workers + [stoppedSupervisor, runningServer].compactMap(\.self).filter { !workers.contains($0) }
  }

  /// A supervisor that was stopped by a signal: it does not notice that its program is gone.
  private var stoppedSupervisor: Int32? {
    guard let process = Self.process(in: supervisorFile), OperatingSystem.name(of: process) == "supervisor",
      OperatingSystem.isStopped(process)
    else { return nil }
    return process
  }

  private var answers: Bool {
    OperatingSystem.exists(path + "/.s.PGSQL.5432")
      && PQping("host='\(path)' port=5432 connect_timeout=2") != PQPING_NO_RESPONSE
  }

  private static func process(in file: String) -> Int32? {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    return text.split(separator: "\n").first.flatMap { Int32($0) }
  }
}
