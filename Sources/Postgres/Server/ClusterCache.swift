internal import FoundationEssentials
internal import SystemPackage

/// Data directories kept between runs; an entry is complete when its name is there, and never changes.
struct ClusterCache: Sendable {
  var folder: String

  /// The cache in the user's folder, or in one that is named; nil where none can be made, and then every run makes its own
  /// cluster.
  static func make(at named: String?) -> ClusterCache? {
    let base = OperatingSystem.variable("XDG_CACHE_HOME") ?? OperatingSystem.variable("HOME").map { $0 + "/.cache" }
    let folder = named ?? (base ?? "/tmp/trespass-cache-\(OperatingSystem.userID)") + "/trespass"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      return nil
    }
    return OperatingSystem.isWritable(folder) ? ClusterCache(folder: folder) : nil
  }

  /// A file name for all that a cluster depends on.
  static func name(_ label: String, dependingOn parts: [String]) -> String {
    // FNV-1a over 64 bits: the key only has to differ when the text does.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in parts.joined(separator: "\u{0}").utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return "\(label)-\(String(hash, radix: 16))"
  }

  /// A kept data directory, from now on the last one used.
  func entry(_ name: String) -> String? {
    let path = "\(folder)/\(name)"
    guard OperatingSystem.exists(path + "/PG_VERSION") else { return nil }
    try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path)
    return path
  }

  /// Keeps a copy of a data directory, which must not be in use; without room the run goes on without.
  func store(_ data: String, as name: String) async {
    let growing = "\(folder)/\(name).\(OperatingSystem.processID).part"
    do {
      try await Cluster.copy(data, to: growing)
      try FileManager.default.moveItem(atPath: growing, toPath: "\(folder)/\(name)")
    } catch {
      try? FileManager.default.removeItem(atPath: growing)
    }
    prune()
  }

  /// Runs `body` while no other process fills the cache under this name.
  func exclusively<Result: Sendable>(_ name: String, _ body: () async throws -> Result) async throws -> Result {
    let lock = try FileDescriptor.open(
      "\(folder)/\(name).lock", .writeOnly, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
    defer { try? lock.close() }
    while !OperatingSystem.tryLock(lock) { try await Task.sleep(for: .milliseconds(20)) }
    return try await body()
  }

  private static let mostEntries = 12

  /// Removes what was not used for longest: every change of a baseline leaves an entry of 30 MB behind.
  private func prune() {
    let files = FileManager.default
    let names = (try? files.contentsOfDirectory(atPath: folder)) ?? []
    let entries = names.filter { OperatingSystem.exists("\(folder)/\($0)/PG_VERSION") }.map { name in
      let attributes = try? files.attributesOfItem(atPath: "\(folder)/\(name)")
      return (name: name, used: attributes?[.modificationDate] as? Date ?? .distantPast)
    }
    for entry in entries.sorted(by: { $0.used > $1.used }).dropFirst(Self.mostEntries) {
      try? files.removeItem(atPath: "\(folder)/\(entry.name)")
    }
  }
}
