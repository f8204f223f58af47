internal import FoundationEssentials
internal import SQLText
internal import SystemPackage

/// Data directories kept between runs; an entry is complete when its name is there, and never changes.
struct ClusterCache: Sendable {
  var folder: String

  /// What came of looking for an entry.
  enum Found: Sendable {
    case whole
    case missing
    /// With the reason.
    case damaged(String)
  }

  /// The file in an entry that holds the digest of all others.
  private static let digestFile = "trespass.digest"
  /// Changes when entries of older versions can be of no use.
  private static let format = "2"

  /// A file name for all that a cluster depends on.
  static func name(_ label: String, dependingOn parts: [String]) -> String {
    let hash = StableHash.fnv1a(([format] + parts).joined(separator: "\u{0}").utf8)
    return "\(label)-\(String(hash, radix: 16))"
  }

  func path(of name: String) -> String { "\(folder)/\(name)" }

  /// Copies an entry, from now on the last one used, and compares what was copied with what was kept.
  ///
  /// - Throws: ``ServerStartError`` where the copy has no room.
  func copy(_ name: String, to data: String) async throws(ServerStartError) -> Found {
    let path = path(of: name)
    guard OperatingSystem.status(of: path, following: false) != nil else { return .missing }
    let reason: String
    switch await FolderCopy.make(of: path, at: data, without: Self.digestFile) {
    case .whole(let digest):
      if digest == kept(name) {
        try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path)
        return .whole
      }
      reason = "its files are not those that were kept"
    case .unreadable(let error): reason = "\(error)"
    case .unwritable(let error):
      throw ServerStartError("the server's data cannot be written to \(data): \(error)")
    }
    await FolderCopy.remove(data)
    return .damaged(reason)
  }

  private func kept(_ name: String) -> UInt64? {
    let text = try? String(contentsOfFile: "\(path(of: name))/\(Self.digestFile)", encoding: .utf8)
    return text.flatMap { UInt64($0, radix: 16) }
  }

  /// Keeps a copy of a data directory, which must not be in use; without room the run goes on without.
  func store(_ data: String, as name: String) async {
    let growing = Growing(path: part(of: name))
    // A run that is told to end leaves no half of an entry behind.
    Interruption.watch(growing) { await FolderCopy.remove(growing.path) }
    if case .whole(let digest) = await FolderCopy.make(of: data, at: growing.path, without: Self.digestFile),
      (try? String(digest, radix: 16).write(
        toFile: "\(growing.path)/\(Self.digestFile)", atomically: false, encoding: .utf8)) != nil,
      OperatingSystem.move(growing.path, to: path(of: name))
    {
      Interruption.forget(growing)
    } else {
      await FolderCopy.remove(growing.path)
      Interruption.forget(growing)
    }
    await prune()
  }

  /// Throws an entry away, whatever it is.
  func discard(_ name: String) async {
    let thrownAway = part(of: name)
    guard OperatingSystem.move(path(of: name), to: thrownAway) else { return }
    if await !FolderCopy.remove(thrownAway) { try? FileManager.default.removeItem(atPath: thrownAway) }
  }

  private final class Growing: Sendable {
    let path: String
    init(path: String) { self.path = path }
  }

  private func part(of name: String) -> String { "\(path(of: name)).\(OperatingSystem.processID).part" }

  /// Runs `body` while no other process fills the cache under this name.
  ///
  /// - Parameter body: told whether it may fill the cache: another process that hangs must not be waited for.
  func exclusively<Result: Sendable>(_ name: String, _ body: (Bool) async throws -> Result) async throws -> Result {
    let opened = try? FileDescriptor.open(
      "\(path(of: name)).lock", .writeOnly, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
    guard let lock = opened else { return try await body(false) }
    defer { try? lock.close() }
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(60)
    while !OperatingSystem.tryLock(lock) {
      if clock.now >= deadline { return try await body(false) }
      try await Task.sleep(for: .milliseconds(20))
    }
    return try await body(true)
  }

  private static let mostEntries = 12

  /// Removes what killed runs began, and what was not used for longest: every change of a baseline leaves an entry of 30 MB behind.
  private func prune() async {
    let files = FileManager.default
    let names = (try? files.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where isAbandonedPart(name) { await FolderCopy.remove(path(of: name)) }
    let entries = names.filter { OperatingSystem.exists("\(path(of: $0))/PG_VERSION") }.map { name in
      let attributes = try? files.attributesOfItem(atPath: path(of: name))
      return (name: name, used: attributes?[.modificationDate] as? Date ?? .distantPast)
    }
    for entry in entries.sorted(by: { $0.used > $1.used }).dropFirst(Self.mostEntries) {
      await FolderCopy.remove(path(of: entry.name))
    }
  }

  private func isAbandonedPart(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    guard parts.count > 2, parts.last == "part", let process = Int32(parts[parts.count - 2]) else { return false }
    return !OperatingSystem.isRunning(process)
  }
}
