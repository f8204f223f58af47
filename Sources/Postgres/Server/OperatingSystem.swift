internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The few system calls that starting a server needs, as Swift values.
enum OperatingSystem {
  static var isRoot: Bool { geteuid() == 0 }
  static var processID: Int32 { getpid() }
  static var userID: UInt32 { geteuid() }

  static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// The path without links, or nil when nothing is there.
  static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }
  static func isWritable(_ path: String) -> Bool { access(path, W_OK | X_OK) == 0 }
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The paths that match a shell pattern, in order of name.
  static func paths(matching pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
  }

  /// Size and inode of a file.
  static func fingerprint(of path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return "" }
    return "\(status.st_size) \(status.st_ino)"
  }

  /// Bytes that an unprivileged process may still write below a folder.
  static func freeBytes(below folder: String) -> UInt64 {
    var room = statvfs()
    guard statvfs(folder, &room) == 0 else { return 0 }
    return UInt64(room.f_bavail) * UInt64(room.f_frsize)
  }

  /// Whether any user may pass through a folder and all above it.
  static func isOpenToPass(_ folder: String) -> Bool {
    var path = FilePath(resolved(folder) ?? folder)
    while true {
      var status = stat()
      guard stat(path.string, &status) == 0, status.st_mode & mode_t(S_IXOTH) != 0 else { return false }
      guard path.removeLastComponent(), !path.isEmpty else { return true }
    }
  }

  /// Makes a folder that nobody else may enter, with a name that was not there.
  static func makePrivateFolder(prefix: String) throws(Errno) -> String {
    var template = Array((prefix + "XXXXXX").utf8CString)
    return try template.withUnsafeMutableBufferPointer { name throws(Errno) in
      guard let base = name.baseAddress, mkdtemp(base) != nil else { throw Errno(rawValue: errno) }
      return String(cString: base)
    }
  }

  static func give(_ path: String, to user: ServerUser) throws(Errno) {
    guard chown(path, user.id, user.group) == 0 else { throw Errno(rawValue: errno) }
  }

  /// Whether a process of this number is there and not a zombie, whose command line is empty.
  static func isRunning(_ process: Int32) -> Bool {
    guard kill(process, 0) == 0 || errno == EPERM else { return false }
    return commandLine(of: process)?.isEmpty != true
  }

  /// The words of a process's command line, NUL between them; nil where the system has no /proc.
  static func commandLine(of process: Int32) -> String? {
    guard let file = try? FileDescriptor.open("/proc/\(process)/cmdline", .readOnly) else { return nil }
    defer { try? file.close() }
    let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      count = (try? file.read(into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func interrupt(_ process: Int32) { _ = kill(process, SIGINT) }
  static func quit(_ process: Int32) { _ = kill(process, SIGQUIT) }

  /// A pipe whose ends no other child inherits: the server stops when the last writer is gone, and that must be us.
  static func privatePipe() throws -> (read: FileDescriptor, write: FileDescriptor) {
    let ends = try FileDescriptor.pipe()
    for end in [ends.readEnd, ends.writeEnd] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
    return (ends.readEnd, ends.writeEnd)
  }

  /// An order to a supervisor that is gone must fail as a write, not end the program.
  static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Takes the lock of an open file unless another process has it; closing the file gives it back.
  static func tryLock(_ file: FileDescriptor) -> Bool { flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 }
}

/// Who runs the server: Postgres refuses to run as root.
struct ServerUser: Hashable, Sendable {
  var name: String
  var id: UInt32
  var group: UInt32

  /// The user to switch to; nil where we are not root and run the server as ourselves.
  static func forServer() throws(ServerStartError) -> ServerUser? {
    guard OperatingSystem.isRoot else { return nil }
    for name in ["postgres", "nobody", "daemon"] {
      if let entry = getpwnam(name)?.pointee, entry.pw_uid != 0 {
        return ServerUser(name: name, id: entry.pw_uid, group: entry.pw_gid)
      }
    }
    throw ServerStartError(
      "Postgres does not run as root, and this system has no user postgres, nobody or daemon. Run Trespass as another user."
    )
  }
}
