#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What stands at a path, behind all links.
struct PathStatus {
  /// A value such as `S_IFREG`.
  let kind: mode_t
  let permissions: mode_t
  let owner: uid_t
  let group: gid_t
  private let device: dev_t
  private let inode: ino_t

  /// Nil when nothing is there.
  init?(of path: String) {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    self.init(found)
  }

  private init(_ found: stat) {
    kind = found.st_mode & S_IFMT
    permissions = found.st_mode & 0o7777
    (owner, group, device, inode) = (found.st_uid, found.st_gid, found.st_dev, found.st_ino)
  }

  /// Whether the path is another name of a stream that the program already has; a device can be opened again.
  func isBehind(_ descriptor: Int32) -> Bool {
    var own = stat()
    guard kind != S_IFCHR, fstat(descriptor, &own) == 0 else { return false }
    return own.st_dev == device && own.st_ino == inode
  }

  static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// The file that writing to a path would make, behind links that point at nothing yet; nil where they go in a circle.
  static func missingName(behind path: String) -> String? {
    var name = path
    for _ in 0..<40 {
      guard let next = link(name) else { return settled(name) }
      name = next.hasPrefix("/") ? next : folder(of: name) + "/" + next
    }
    return nil
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func link(_ path: String) -> String? {
    let target = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = buffer.withMemoryRebound(to: CChar.self) { place in
        place.baseAddress.map { max(0, readlink(path, $0, place.count)) } ?? 0
      }
    }
    return target.isEmpty ? nil : String(decoding: target, as: UTF8.self)
  }

  /// The name in its folder as it really is, so that two ways to write it are one.
  private static func settled(_ path: String) -> String {
    guard let folder = resolved(folder(of: path)) else { return path }
    return folder + "/" + (path.split(separator: "/").last.map(String.init) ?? path)
  }
}
