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

  /// Whether a process of this number is there and not a zombie, whose command line is empty.
  static func isRunning(_ process: Int32) -> Bool {
    guard kill(process, 0) == 0 || errno == EPERM else { return false }
    return commandLine(of: process)?.isEmpty != true
  }

  /// The words of a process's command line, NUL between them; nil where the system has no /proc.
  static func commandLine(of process: Int32) -> String? { text(ofFile: "/proc/\(process)/cmdline") }

  /// The name of a process's program; nil where the system has no /proc, or the process is gone.
  static func name(of process: Int32) -> String? {
    text(ofFile: "/proc/\(process)/comm").map { String($0.prefix { !$0.isNewline }) }
  }

  /// Whether a signal has stopped a process.
  static func isStopped(_ process: Int32) -> Bool {
    // The state follows the name, which may hold anything.
    text(ofFile: "/proc/\(process)/stat")?.split(separator: ")").last?.hasPrefix(" T") == true
  }

  /// The folder that a process works in; nil where it is not ours to know.
  static func workingFolder(of process: Int32) -> String? {
    let path = [CChar](unsafeUninitializedCapacity: 4_096) { buffer, count in
      count = buffer.baseAddress.map { max(0, readlink("/proc/\(process)/cwd", $0, buffer.count)) } ?? 0
    }
    return path.isEmpty ? nil : String(decoding: path.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The numbers of all processes; none where the system has no /proc.
  static var processes: [Int32] { paths(matching: "/proc/[1-9]*").compactMap { Int32($0.dropFirst("/proc/".count)) } }

  private static func text(ofFile path: String) -> String? {
    guard let file = try? FileDescriptor.open(FilePath(path), .readOnly) else { return nil }
    defer { try? file.close() }
    let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      count = (try? file.read(into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Ends a process outright.
  static func endOutright(_ process: Int32) { _ = kill(process, SIGKILL) }

  /// Whether a child ends within so many milliseconds; it is no child any more then.
  static func hasEnded(_ child: Int32, within patience: Int) -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .milliseconds(patience)
    while waitpid(child, nil, WNOHANG) == 0 {
      if clock.now >= deadline { return false }
      pause(milliseconds: 2)
    }
    return true
  }

  static func pause(milliseconds: Int) {
    var time = timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
    nanosleep(&time, nil)
  }

  /// An order to a supervisor that is gone must fail as a write, not end the program.
  static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Takes the lock of an open file unless another process has it; closing the file gives it back.
  ///
  /// A file system without locks counts as one that nobody else uses.
  static func tryLock(_ file: FileDescriptor) -> Bool {
    flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK && errno != EINTR
  }

  /// What is known of a file without opening it; nil where nothing is there.
  ///
  /// - Parameter following: whether a link stands for what it points to.
  static func status(of path: String, following: Bool) -> FileStatus? {
    var status = stat()
    guard (following ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
    return FileStatus(
      isFolder: status.st_mode & S_IFMT == S_IFDIR, owner: status.st_uid, mode: UInt32(status.st_mode) & 0o7777)
  }

  static func makeFolder(_ path: String) -> Bool { mkdir(path, 0o700) == 0 || errno == EEXIST }

  static func move(_ path: String, to target: String) -> Bool { rename(path, target) == 0 }
}

struct FileStatus: Sendable {
  var isFolder: Bool
  var owner: UInt32
  var mode: UInt32
}
