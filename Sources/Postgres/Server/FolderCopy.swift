internal import CSupervisor
internal import SystemPackage

/// What came of copying a folder with its owners and modes.
enum FolderCopy: Sendable {
  /// A number that depends on all names, owners, modes and bytes.
  case whole(digest: UInt64)
  case unreadable(Errno)
  case unwritable(Errno)

  /// - Parameter leftOut: a file at the top that is neither copied nor counted.
  static func make(of source: String, at target: String, without leftOut: String) async -> FolderCopy {
    await Blocking.run {
      var digest: UInt64 = 0
      let error = folder_copy(source, target, leftOut, &digest)
      if error > 0 { return .unwritable(Errno(rawValue: error)) }
      return error < 0 ? .unreadable(Errno(rawValue: -error)) : .whole(digest: digest)
    }
  }

  @discardableResult
  static func remove(_ folder: String) async -> Bool {
    await Blocking.run { folder_remove(folder) }
  }
}
