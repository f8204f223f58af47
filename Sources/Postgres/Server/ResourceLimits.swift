internal import CSupervisor

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What the system must allow a run, asked before it begins: Swift's runtime crashes where memory ends.
package enum ResourceLimits {
  /// Open files: the server refuses to start with fewer than a hundred, and each connection has some more.
  private static let files: UInt64 = 256
  /// Bytes of address space, of which threads and their allocators reserve most without using it.
  private static let addresses: UInt64 = 1 << 30
  private static let threads: Int32 = 24

  /// Raises what may be raised.
  ///
  /// - Throws: ``ServerStartError`` that names the limit to raise.
  package static func require() throws(ServerStartError) {
    let open = raised(Self.openFiles, to: files)
    if open < files {
      throw ServerStartError(
        "\(open) files may be open at once, and a run needs \(files). Raise the limit: ulimit -n 1024")
    }
    let space = raised(Self.addressSpace, to: addresses)
    if space < addresses {
      throw ServerStartError(
        "the address space is limited to \(space >> 20) MB, and a run needs \(addresses >> 20). "
          + "Raise the limit: ulimit -v unlimited")
    }
  }

  /// - Throws: ``ServerStartError`` where Swift's runtime would wait for ever for threads that it cannot have.
  package static func requireThreads() throws(ServerStartError) {
    if threads_try(threads) == 0 { return }
    throw ServerStartError(
      "a run needs \(threads) threads, and the system allows fewer. Raise the limit: ulimit -u, or the container's on "
        + "processes")
  }

  /// Has a crash say so and end with a code that is no verdict; who asked the runtime for backtraces gets them instead.
  package static func tellOfCrashes() {
    if OperatingSystem.variable("SWIFT_BACKTRACE") != nil { return }
    crash_install("trespass: broke off, out of memory or by a fault of its own; nothing is proved\n")
  }

  /// The limit, after it was raised as far as it goes without rights.
  private static func raised(_ resource: Int32, to wanted: UInt64) -> UInt64 {
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return .max }
    if UInt64(limit.rlim_cur) >= wanted { return UInt64(limit.rlim_cur) }
    let soft = UInt64(limit.rlim_cur)
    limit.rlim_cur = limit.rlim_max
    return setrlimit(resource, &limit) == 0 ? UInt64(limit.rlim_max) : soft
  }

  #if canImport(Glibc)
    private static let openFiles = Int32(RLIMIT_NOFILE.rawValue)
    private static let addressSpace = Int32(RLIMIT_AS.rawValue)
  #else
    private static let openFiles = RLIMIT_NOFILE
    private static let addressSpace = RLIMIT_AS
  #endif
}
