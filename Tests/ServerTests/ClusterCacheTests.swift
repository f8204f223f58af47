import Foundation
import Postgres
import SQLAnswers
import SQLText
import Synchronization
import Testing

/// A kept cluster that is not what was kept is made again, and the person is told which.
@Suite(.serialized) struct ClusterCacheTests {
  /// What can happen to an entry; `$1` is its path.
  private let damages = [
    "rm -r $1/base", "rm $1/PG_VERSION", "truncate -s 100 $1/global/pg_control", "echo 9 >$1/PG_VERSION",
    "printf x | dd of=$1/global/1262 bs=1 seek=20 conv=notrunc", "rm -r $1 && echo >$1",
    "mv $1 $1.away && ln -s $1.away $1",
  ]

  @Test(.timeLimit(.minutes(2)))
  func aDamagedEntryIsMadeAgain() async throws {
    try await damageEntries(damages)
  }

  @Test(.timeLimit(.minutes(1)), .enabled(if: getuid() == 0, "not run: only root can give files away"))
  func anEntryOfAnotherOwnerIsMadeAgain() async throws {
    try await damageEntries(["chown -R 12345 $1"])
  }

  /// One cache for all, since each start after a damage leaves a whole entry.
  private func damageEntries(_ damages: [String]) async throws {
    let cache = TemporaryFolder()
    for damage in damages {
      #expect(try await start(from: cache).isEmpty, "before \(damage)")
      let entry = try #require(entries(of: cache).first)
      try run("set -e; \(damage)", entry)
      let told = try await start(from: cache)
      #expect(told.contains { $0.contains(entry) }, "after \(damage) it said \(told)")
    }
    #expect(try await start(from: cache).isEmpty)
  }

  @Test(.timeLimit(.minutes(1)))
  func aCacheThatOthersMayWriteIsNotUsed() async throws {
    let cache = TemporaryFolder()
    try run("chmod 777 $1", cache.path)
    let told = try await start(from: cache)
    #expect(told.contains { $0.contains("no cache is used: \(cache.path)") }, "it said \(told)")
    #expect(entries(of: cache).isEmpty)
  }

  @Test(.timeLimit(.minutes(1)))
  func aServerThatDoesNotStartSaysWhy() async throws {
    let binaries = TemporaryFolder()
    let cache = TemporaryFolder()
    try run(
      """
      cd $1
      printf '#!/bin/sh\\nmkdir -p "$2" && echo 14 >"$2/PG_VERSION"\\n' >initdb
      printf '#!/bin/sh\\necho "FATAL:  the disk is on fire" >&2; exit 1\\n' >postgres
      chmod +x initdb postgres
      """, binaries.path)
    let start = ContinuousClock.now
    let error = await #expect(throws: ServerStartError.self) {
      try await EphemeralServer.start(EphemeralServer.Options(binaries: binaries.path, cache: cache.path))
    }
    #expect(error?.message.contains("the disk is on fire") == true)
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  /// Starts a server and stops it; returns what it told.
  private func start(from cache: TemporaryFolder) async throws -> [String] {
    let told = Told()
    let options = EphemeralServer.Options(cache: cache.path) { sentence in
      told.sentences.withLock { $0.append(sentence) }
    }
    let server = try await EphemeralServer.start(options)
    #expect(try await Connection(server.info).rows("select 1").scalar == "1")
    await server.stop()
    return told.sentences.withLock(\.self)
  }

  private final class Told: Sendable {
    let sentences = Mutex<[String]>([])
  }

  private func entries(of cache: TemporaryFolder) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: cache.path)) ?? []
    return names.filter { $0.hasPrefix("initdb-") && !$0.contains(".") }.map { "\(cache.path)/\($0)" }
  }

  private func run(_ script: String, _ argument: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script, "sh", argument]
    process.standardError = Pipe()
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(script)")
  }
}
