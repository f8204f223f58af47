import FoundationEssentials
import Postgres
import Subprocess
import SystemPackage
import Testing

@Suite struct KilledProgramTests {
  @Test(arguments: [
    (Signal.kill, TerminationStatus.signaled(9)), (.terminate, .exited(143)), (.interrupt, .exited(130)),
  ])
  func theServerGoesWithItsProgram(_ signal: Signal, _ status: TerminationStatus) async throws {
    let end = try await holdServer { folder, program in
      #expect(!ProcessTable.processes(naming: folder).isEmpty)
      try program.send(signal: signal)
    }
    #expect(end.status == status)
    #expect(try await isGone(end.folder))
  }

  @Test(arguments: [(Signal.terminate, TerminationStatus.exited(143)), (.interrupt, .exited(130))])
  func aSignalIsAnsweredWhileEveryThreadIsBusy(_ signal: Signal, _ status: TerminationStatus) async throws {
    let end = try await holdServer(["busy"]) { _, program in
      try await Task.sleep(for: .milliseconds(200))
      try program.send(signal: signal)
    }
    #expect(end.status == status)
    #expect(end.seconds < 3)
    #expect(try await isGone(end.folder))
  }

  @Test func theNextRunTidiesUpWhenTheSupervisorWasKilledToo() async throws {
    let end = try await holdServer { folder, program in
      let supervisor = try String(contentsOfFile: folder + "/supervisor.pid", encoding: .utf8)
      let process = supervisor.filter(\.isNumber)
      _ = try await run(.name("kill"), arguments: ["-KILL", process], output: .discarded)
      // A busy machine takes its time to end what was killed, and until then the folder has an owner.
      while let command = try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8), !command.isEmpty {
        try await Task.sleep(for: .milliseconds(5))
      }
      try program.send(signal: .kill)
    }
    let next = try await EphemeralServer.start()
    await next.stop()
    #expect(try await isGone(end.folder))
  }

  @Test func whatNoRunNamedStaysWhateverItsName() async throws {
    let folder = "/tmp/trespass-report\(ProcessInfo.processInfo.processIdentifier)"
    let sixLetters = "/tmp/trespass-\(String(ProcessInfo.processInfo.processIdentifier + 1_000_000).suffix(6))"
    for place in [folder, sixLetters] {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -86_400)], ofItemAtPath: place)
    }
    let server = try await EphemeralServer.start()
    await server.stop()
    for place in [folder, sixLetters] {
      #expect(FileManager.default.fileExists(atPath: place))
      try? FileManager.default.removeItem(atPath: place)
    }
  }

  /// Runs a program that holds a server, and what is to happen to it.
  private func holdServer(
    _ arguments: [String] = [],
    _ deed: @escaping (String, Execution<NoInput, SequenceOutput, DiscardedOutput>) async throws -> Void
  ) async throws -> (folder: String, status: TerminationStatus, seconds: Double) {
    let holder = FilePath(CommandLine.arguments[0]).removingLastComponent().appending("ServerHolder")
    let result = try await run(
      .path(holder), arguments: Arguments(arguments), input: .none, output: .sequence, error: .discarded
    ) { program in
      for try await line in program.standardOutput.strings() {
        let folder = line.filter { !$0.isNewline }
        try await deed(folder, program)
        return (folder, ContinuousClock.now)
      }
      return ("", ContinuousClock.now)
    }
    let (folder, start) = result.closureResult
    return (folder, result.terminationStatus, (ContinuousClock.now - start) / .seconds(1))
  }

  /// Whether the folder and all processes that name it are gone, now or within five seconds.
  private func isGone(_ folder: String) async throws -> Bool {
    for _ in 0..<100 {
      if !FileManager.default.fileExists(atPath: folder) && ProcessTable.processes(naming: folder).isEmpty {
        return true
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    return false
  }
}
