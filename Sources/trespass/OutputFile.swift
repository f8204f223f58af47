#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a report goes: a regular file is replaced as a whole, a device, a pipe or a socket is written to.
struct OutputFile {
  /// As the user wrote it.
  let path: String

  private enum Target {
    /// A file, there or not, by its name behind all links.
    case regular(String)
    /// One of the program's own streams, as `/dev/stdout` names it.
    case own(Int32)
    case stream
    case socket
  }

  /// Nil for what may be written to at once by several: it is no file of its own.
  var identity: String? {
    get throws(OutputError) {
      if case .regular(let name) = try target() { name } else { nil }
    }
  }

  /// Finds out before the run what would keep the report from being written after it.
  ///
  /// - Throws: ``OutputError`` with the path, the obstacle and what to do.
  func check() throws(OutputError) {
    switch try target() {
    case .regular(let name):
      let folder = PathStatus.folder(of: name)
      guard let found = PathStatus(of: folder) else {
        throw refusal("the folder \(folder) is not there. Make it, or name another file")
      }
      guard found.kind == S_IFDIR else { throw refusal("\(folder) is no folder. Name another file") }
      guard access(folder, W_OK | X_OK) == 0 else {
        throw refusal("the folder \(folder) cannot be written to (\(Self.reason)). Name another file")
      }
    case .own, .socket: break
    case .stream:
      guard access(path, W_OK) == 0 else {
        throw refusal("it cannot be written to (\(Self.reason)). Name another file")
      }
    }
  }

  /// - Throws: ``OutputError`` with what the system said.
  func write(_ text: String) throws(OutputError) {
    switch try target() {
    case .regular(let name): try replace(name, with: text)
    case .own(let descriptor): try put(text, on: descriptor)
    case .stream: try put(text, closing: openStream())
    case .socket: try put(text, closing: connectSocket())
    }
  }

  private func target() throws(OutputError) -> Target {
    guard let found = PathStatus(of: path) else {
      guard let name = PathStatus.missingName(behind: path) else {
        throw refusal("its links lead nowhere. Name another file")
      }
      return .regular(name)
    }
    if let own = [STDOUT_FILENO, STDERR_FILENO].first(where: { found.isBehind($0) }) { return .own(own) }
    switch found.kind {
    case S_IFREG: return .regular(PathStatus.resolved(path) ?? path)
    case S_IFDIR: throw refusal("it is a folder. Name a file in it")
    case S_IFSOCK: return .socket
    default: return .stream
    }
  }

  // MARK: Regular files

  /// Writes beside the file and renames, so that nobody ever reads half a report; the mode stays.
  private func replace(_ name: String, with text: String) throws(OutputError) {
    var template = Array("\(name).XXXXXX".utf8CString)
    let growing = mkstemp(&template)
    let growingName = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    guard growing >= 0 else { throw failure() }
    do {
      defer { close(growing) }
      try keepMode(of: name, on: growing)
      try put(text, on: growing)
    } catch {
      unlink(growingName)
      throw error
    }
    if rename(growingName, name) == 0 { return }
    let obstacle = errno
    unlink(growingName)
    // A single file that is mounted into a container can be written but not replaced.
    guard obstacle == EBUSY else { throw failure(obstacle) }
    try put(text, closing: open(name, O_WRONLY | O_TRUNC | O_CLOEXEC))
  }

  private func keepMode(of name: String, on file: Int32) throws(OutputError) {
    let before = PathStatus(of: name)
    let mask = umask(0)
    umask(mask)
    // Only root may give a file away, and for everybody else the file is the user's own already.
    if let before { _ = fchown(file, before.owner, before.group) }
    guard fchmod(file, before?.permissions ?? 0o666 & ~mask) == 0 else { throw failure() }
  }

  // MARK: Devices, pipes, sockets

  /// A pipe that nobody reads would hold the program for ever: its reader gets ten seconds to come.
  private func openStream() -> Int32 {
    for _ in 0..<100 {
      let stream = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
      if stream >= 0 {
        _ = fcntl(stream, F_SETFL, fcntl(stream, F_GETFL) & ~O_NONBLOCK)
        return stream
      }
      guard errno == ENXIO else { return -1 }
      usleep(100_000)
    }
    errno = ENXIO
    return -1
  }

  private func connectSocket() -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      errno = ENAMETOOLONG
      return -1
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let end = Self.streamSocket()
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(end, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if connected == 0 { return end }
    let obstacle = errno
    close(end)
    errno = obstacle
    return -1
  }

  private static func streamSocket() -> Int32 {
    #if canImport(Glibc)
      socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #else
      socket(AF_UNIX, Int32(SOCK_STREAM), 0)
    #endif
  }

  // MARK: Writing

  private func put(_ text: String, closing descriptor: Int32) throws(OutputError) {
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    try put(text, on: descriptor)
  }

  private func put(_ text: String, on descriptor: Int32) throws(OutputError) {
    do {
      try ByteStream(descriptor: descriptor).write(text)
    } catch {
      throw failure(error.number)
    }
  }

  private func refusal(_ why: String) -> OutputError {
    OutputError(message: "the report cannot go to \(path): \(why).")
  }

  private func failure(_ number: Int32 = errno) -> OutputError {
    let why = number == ENXIO ? "nobody reads it" : String(cString: strerror(number))
    return OutputError(message: "cannot write the report to \(path): \(why)")
  }

  private static var reason: String { String(cString: strerror(errno)) }
}

struct OutputError: Error, CustomStringConvertible {
  var message: String
  var description: String { message }
}
