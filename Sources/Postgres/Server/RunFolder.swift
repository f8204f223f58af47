internal import CLibPQ
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

  /// Makes the folder, in shared memory where there is room: a run is short, and its files need no disk.
  static func make(for user: ServerUser?) throws(ServerStartError) -> RunFolder {
    var refusals: [String] = []
    for base in bases(for: user) {
      do {
        let folder = RunFolder(path: try OperatingSystem.makePrivateFolder(prefix: "\(base)/\(prefix)"))
        if let user { try OperatingSystem.give(folder.path, to: user) }
        try "\(OperatingSystem.processID)\n".write(toFile: folder.ownerFile, atomically: false, encoding: .utf8)
        return folder
      } catch {
        refusals.append("\(base): \(error)")
      }
    }
    throw ServerStartError("no folder for the server's data: \(refusals.joined(separator: "; "))")
  }

  static func bases(for user: ServerUser?) -> [String] {
    let memory = OperatingSystem.freeBytes(below: "/dev/shm") >= neededInMemory ? ["/dev/shm"] : []
    let named = OperatingSystem.variable("TMPDIR").map { [$0] } ?? []
    return (memory + named + ["/tmp"]).filter { base in
      "\(base)/\(prefix)XXXXXX/.s.PGSQL.5432".utf8.count <= longestSocketPath && OperatingSystem.isWritable(base)
        && (user == nil || OperatingSystem.isOpenToPass(base))
    }
  }

  /// Removes the folder, and first whatever server still runs in it.
  ///
  /// A server waits five seconds for children that do not end before it kills them.
  func remove() async {
    if let server = runningServer {
      OperatingSystem.quit(server)
      for _ in 0..<1_000 where OperatingSystem.isRunning(server) { try? await Task.sleep(for: .milliseconds(10)) }
    }
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Removes what runs left behind whose supervisor was killed too.
  static func tidy(for user: ServerUser?) async {
    for base in Set(bases(for: user)) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
      for name in names where name.hasPrefix(prefix) && name.count == prefix.count + 6 {
        let folder = RunFolder(path: "\(base)/\(name)")
        if folder.isAbandoned { await folder.remove() }
      }
    }
  }

  /// Whether the program and the supervisor of this folder are both gone, and the server is not one to keep.
  private var isAbandoned: Bool {
    let processes = [ownerFile, supervisorFile].compactMap(Self.process)
    // A run names itself in its folder's first millisecond; what no run names is somebody else's.
    if processes.isEmpty { return false }
    if processes.contains(where: OperatingSystem.isRunning) { return false }
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

  private var answers: Bool {
    OperatingSystem.exists(path + "/.s.PGSQL.5432")
      && PQping("host='\(path)' port=5432 connect_timeout=2") != PQPING_NO_RESPONSE
  }

  private static func process(in file: String) -> Int32? {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    return text.split(separator: "\n").first.flatMap { Int32($0) }
  }
}
