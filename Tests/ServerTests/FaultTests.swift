import Foundation
import Subprocess
import Testing

/// What is done to a program from outside: it ends with the right code in three seconds, and leaves nothing.
@Suite(.serialized) struct FaultTests {
  struct Blow: Sendable, CustomTestStringConvertible {
    var signal: Int32
    var status: TerminationStatus
    var testDescription: String { "signal \(signal)" }
  }

  static let blows = [
    Blow(signal: SIGKILL, status: .signaled(SIGKILL)), Blow(signal: SIGTERM, status: .exited(143)),
    Blow(signal: SIGINT, status: .exited(130)),
  ]
  private static let proved = TerminationStatus.exited(0)

  // MARK: Signals

  @Test(.timeLimit(.minutes(1)), arguments: ProgramRun.Moment.allCases, blows)
  func aSignalEndsItAtAnyMoment(_ moment: ProgramRun.Moment, _ blow: Blow) async throws {
    var run = ProgramRun()
    let cache = TemporaryFolder()
    if moment.needsEmptyCache { run.cache = cache.path }
    let end = try await run.interrupt(at: moment) { $0.signal(blow.signal) }
    #expect(end.status == blow.status, "ended otherwise at \(moment): \(end.complaint)")
    expectNothingLeft(by: end)
    expectNoReport(in: end)
  }

  @Test(.timeLimit(.minutes(1)), arguments: blows)
  func aServerThatHangsIsNotWaitedFor(_ blow: Blow) async throws {
    let end = try await ProgramRun().interrupt(at: .controlling) { subject in
      for process in subject.server { kill(process, SIGSTOP) }
      subject.signal(blow.signal)
    }
    #expect(end.status == blow.status, "\(end.complaint)")
    expectNothingLeft(by: end)
  }

  @Test(.timeLimit(.minutes(1)), arguments: [SIGSTOP, SIGKILL])
  func aSupervisorThatIsNoMoreIsReplaced(_ signal: Int32) async throws {
    let end = try await ProgramRun().interrupt(at: .controlling) { subject in
      if let supervisor = subject.supervisor { kill(supervisor, signal) }
      subject.signal(SIGTERM)
    }
    #expect(end.status == .exited(143), "\(end.complaint)")
    expectNothingLeft(by: end)
  }

  // MARK: A machine that lacks something

  @Test(.timeLimit(.minutes(1)), .enabled(if: Self.mayUnshare, "not run: unshare -m is not permitted here"))
  func aBrokenNullDeviceChangesNothing() async throws {
    let folder = TemporaryFolder()
    try "".write(toFile: folder.path + "/null", atomically: false, encoding: .utf8)
    let mount = "mount --bind \(folder.path)/null /dev/null"
    for deed in [nil, SIGTERM] {
      var run = ProgramRun()
      run.wrapper = Self.unshared(mount)
      let end =
        if let deed {
          try await run.interrupt(at: .controlling) { $0.signal(deed) }
        } else {
          try await run.finish()
        }
      #expect(end.status == (deed == nil ? Self.proved : .exited(143)), "\(end.complaint)")
      expectNothingLeft(by: end)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func anEmptyPathChangesNothing() async throws {
    var run = ProgramRun()
    run.environment = ["PATH": ""]
    let end = try await run.finish()
    #expect(end.status == Self.proved, "\(end.complaint)")
    expectNothingLeft(by: end)
  }

  @Test(.timeLimit(.minutes(1)), arguments: [("ulimit -n 20", "ulimit -n"), ("ulimit -v 600000", "ulimit -v")])
  func aLimitThatIsTooLowIsNamed(_ limit: String, _ step: String) async throws {
    var run = ProgramRun()
    run.wrapper = ["/bin/sh", "-c", "\(limit); exec \"$@\"", "sh"]
    let end = try await run.finish()
    #expect(end.status == .exited(2))
    #expect(end.complaint.contains(step) && end.complaint.split(separator: "\n").count == 1, "\(end.complaint)")
    expectNothingLeft(by: end)
  }

  @Test(.timeLimit(.minutes(1)))
  func aCrashIsToldAndIsNoVerdict() async throws {
    let end = try await ProgramRun().interrupt(at: .controlling) { $0.signal(SIGSEGV) }
    #expect(end.status == .exited(2))
    #expect(end.complaint.contains("trespass: broke off"), "\(end.complaint)")
    expectNothingLeft(by: end)
  }

  @Test(.timeLimit(.minutes(1)), .enabled(if: Self.mayUnshare, "not run: unshare -m is not permitted here"))
  func withoutHomeAForeignCacheIsRefused() async throws {
    for fault in ["mode=777", "mode=700,uid=65534"] {
      var run = ProgramRun()
      let mount = "mkdir -m 700 -p $folder && mount -t tmpfs -o \(fault) tmpfs $folder"
      run.wrapper = Self.unshared("folder=/tmp/trespass-cache-$(id -u) && \(mount)")
      run.environment = ["HOME": nil, "XDG_CACHE_HOME": nil]
      let end = try await run.finish()
      #expect(end.status == Self.proved, "\(end.complaint)")
      #expect(end.complaint.contains("no cache is used: /tmp/trespass-cache-"), "\(fault): \(end.complaint)")
      expectNothingLeft(by: end)
    }
  }

  // MARK: Expectations

  private func expectNothingLeft(by end: ProgramRun.End) {
    #expect(end.leftovers.isEmpty, "\(end.leftovers.joined(separator: "; "))")
    #expect(end.seconds < 3, "it took \(end.seconds) s to end")
  }

  private func expectNoReport(in end: ProgramRun.End) {
    #expect(end.output.isEmpty, "a run that was ended reported: \(end.output.prefix(80))")
  }

  private static func unshared(_ script: String) -> [String] {
    ["/usr/bin/unshare", "-m", "/bin/sh", "-ec", "\(script); exec \"$@\"", "sh"]
  }

  /// Whether a private mount namespace can be had: in a container often not.
  private static let mayUnshare: Bool = {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/unshare")
    process.arguments = ["-m", "/bin/sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    process.standardError = FileHandle(forWritingAtPath: "/dev/null")
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}

/// A folder that goes with the value.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.path + "/trespass-test-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
