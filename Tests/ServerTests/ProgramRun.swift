import Foundation
import Subprocess
import SystemPackage

/// A run of the real program on a small sound system, watched from outside.
struct ProgramRun {
  /// When something is done to the program.
  enum Moment: String, CaseIterable, Sendable {
    case folderMade, initializing, fillingCache, serverStarting, migrating, planting, controlling, judging

    /// Whether a run comes by only when its cache is empty.
    var needsEmptyCache: Bool { self == .initializing || self == .fillingCache }
  }

  /// What came of a run.
  struct End: Sendable {
    var status: TerminationStatus
    var output: String
    var complaint: String
    /// Seconds from the deed to the program's end.
    var seconds = 0.0
    /// What outlived it, as sentences.
    var leftovers: [String] = []
  }

  /// A program that runs.
  struct Subject: Sendable {
    let process: Int32
    let folder: String?
    let descendants: [Int32]

    func signal(_ signal: Int32) { kill(process, signal) }

    /// All processes of the server.
    var server: [Int32] {
      descendants.filter { ProcessTable.commandLine(of: $0).contains("postgres") }
    }

    var supervisor: Int32? {
      let text = folder.flatMap { try? String(contentsOfFile: $0 + "/supervisor.pid", encoding: .utf8) }
      return text.flatMap { Int32($0.filter(\.isNumber)) }
    }
  }

  /// Words of the command before the program's own, such as a shell that sets a limit.
  var wrapper: [String] = []
  var environment: [String: String?] = [:]
  /// The cache of the run; nil for the user's own.
  var cache: String?

  static let program = FilePath(CommandLine.arguments[0]).removingLastComponent().appending("trespass").string
  static let settings = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../fixtures/cases/812-rls-on-no-policies-full-grants/trespass.toml").standardized.path

  /// Lets the program run to its end.
  func finish() async throws -> End { try await run(to: nil) { _ in } }

  /// Does something to the program at a moment, and waits for its end.
  ///
  /// On a busy machine the moment may be over, and the run with it, before anybody looks: then another run is tried.
  func interrupt(at moment: Moment, _ deed: @escaping @Sendable (Subject) -> Void) async throws -> End {
    var end = try await run(to: moment, deed)
    for _ in 0..<Self.mostTries where end.status == .exited(0) { end = try await run(to: moment, deed) }
    return end
  }

  private static let mostTries = 4

  private func run(to moment: Moment?, _ deed: @escaping @Sendable (Subject) -> Void) async throws -> End {
    let log = FileManager.default.temporaryDirectory.path + "/trespass-fault-\(UUID().uuidString).log"
    defer { try? FileManager.default.removeItem(atPath: log) }
    let file = try FileDescriptor.open(log, .writeOnly, options: .create, permissions: .ownerReadWrite)
    let words = wrapper + [Self.program, "check", "--settings", Self.settings, "--seed", "5eed", "--verbose"]
    let result = try await Subprocess.run(
      .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())), environment: variables,
      input: .none, output: .string(limit: 1 << 20), error: .fileDescriptor(file, closeAfterSpawningProcess: true)
    ) { execution in
      let process = Int32(execution.processIdentifier.value)
      return try await watch(process, log: log, to: moment, deed)
    }
    let (subject, seconds) = result.closureResult
    return End(
      status: result.terminationStatus, output: result.standardOutput,
      complaint: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "",
      seconds: seconds, leftovers: try await leftovers(of: subject))
  }

  private var variables: Environment {
    var changes = environment
    if let cache { changes["XDG_CACHE_HOME"] = cache }
    return .inherit.updating(Dictionary(uniqueKeysWithValues: changes.map { (Environment.Key(stringLiteral: $0), $1) }))
  }

  private func watch(
    _ process: Int32, log: String, to moment: Moment?, _ deed: @Sendable (Subject) -> Void
  ) async throws -> (Subject, Double) {
    while ProcessTable.isAlive(process), moment.map({ !hasCome($0, process, log) }) ?? true {
      try await Task.sleep(for: .milliseconds(2))
    }
    let subject = Subject(
      process: process, folder: Self.folder(of: process), descendants: ProcessTable.descendants(of: process))
    let start = ContinuousClock.now
    deed(subject)
    while ProcessTable.isAlive(process) { try await Task.sleep(for: .milliseconds(2)) }
    return (subject, (ContinuousClock.now - start) / .seconds(1))
  }

  private func hasCome(_ moment: Moment, _ process: Int32, _ log: String) -> Bool {
    let told = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    let folder = Self.folder(of: process)
    switch moment {
    case .folderMade: return folder != nil
    case .initializing: return folder.map { FileManager.default.fileExists(atPath: $0 + "/data/base") } ?? false
    case .fillingCache:
      let kept = cache.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0 + "/trespass") } ?? []
      return kept.contains { $0.hasSuffix(".part") }
    case .serverStarting:
      return folder.map { FileManager.default.fileExists(atPath: $0 + "/data/postmaster.pid") } ?? false
    case .migrating: return told.contains("applying the migrations")
    case .planting: return told.contains("planting canaries")
    case .controlling: return told.contains("running the controls")
    case .judging: return told.contains("judging")
    }
  }

  /// The folder that a program named its own.
  private static func folder(of process: Int32) -> String? {
    for base in Set(["/dev/shm", "/tmp", FileManager.default.temporaryDirectory.path]) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
      for name in names where name.hasPrefix("trespass-") {
        let owner = try? String(contentsOfFile: "\(base)/\(name)/trespass.pid", encoding: .utf8)
        if owner == "\(process)\n" { return "\(base)/\(name)" }
      }
    }
    return nil
  }

  /// What is there three seconds after the program's end, or a killed one's, whose supervisor needs its time.
  private func leftovers(of subject: Subject) async throws -> [String] {
    let deadline = ContinuousClock.now + .seconds(3)
    while true {
      let folders = Set([subject.folder, Self.folder(of: subject.process)].compactMap(\.self))
        .filter { FileManager.default.fileExists(atPath: $0) }
      let processes = subject.descendants.filter(ProcessTable.isAlive)
      if folders.isEmpty && processes.isEmpty { return [] }
      if ContinuousClock.now > deadline {
        return folders.map { "the folder \($0) was left" }
          + processes.map { "process \($0) was left: \(ProcessTable.commandLine(of: $0))" }
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
