#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

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
