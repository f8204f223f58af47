internal import FoundationEssentials

/// Where clusters are kept: nobody else may write there, for a run starts a server from what it finds.
enum CacheFolder {
  /// The cache in the user's folder, or in one that is named; nil where none can be made or trusted, and then every run
  /// makes its own cluster.
  static func open(at named: String?, tell: (String) -> Void) -> ClusterCache? {
    let base = OperatingSystem.variable("XDG_CACHE_HOME") ?? OperatingSystem.variable("HOME").map { $0 + "/.cache" }
    if let folder = named ?? base.map({ $0 + "/trespass" }) {
      try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      return cache(in: folder, isShared: false, tell: tell)
    }
    let folder = "/tmp/trespass-cache-\(OperatingSystem.userID)"
    return OperatingSystem.makeFolder(folder) ? cache(in: folder, isShared: true, tell: tell) : nil
  }

  /// - Parameter isShared: whether anybody may have made the folder, or a link in its place.
  private static func cache(in folder: String, isShared: Bool, tell: (String) -> Void) -> ClusterCache? {
    guard let status = OperatingSystem.status(of: folder, following: !isShared) else { return nil }
    if let fault = fault(of: status, isShared: isShared) {
      tell(
        """
        no cache is used: \(folder) \(fault), and a run would start a server from what lies there. \
        Remove it, or set XDG_CACHE_HOME to a folder of your own.
        """)
      return nil
    }
    return OperatingSystem.isWritable(folder) ? ClusterCache(folder: folder) : nil
  }

  private static func fault(of status: FileStatus, isShared: Bool) -> String? {
    if !status.isFolder { return "is no folder" }
    if status.owner != OperatingSystem.userID, isShared || status.owner != 0 {
      return "belongs to another user (\(status.owner))"
    }
    return status.mode & 0o022 == 0 ? nil : "can be written by others (mode \(String(status.mode, radix: 8)))"
  }
}
