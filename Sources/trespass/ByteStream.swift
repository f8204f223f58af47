#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An open file, pipe or device, as far as writing all of a text to it goes.
struct ByteStream {
  let descriptor: Int32

  struct Failure: Error {
    /// `errno`.
    var number: Int32
  }

  /// A reader that went away is a failed write like any other, not the end of the program.
  private static let readersMayGo: Void = { signal(SIGPIPE, SIG_IGN) }()

  func write(_ text: String) throws(Failure) {
    Self.readersMayGo
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Self.writeBytes(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        bytes = bytes.dropFirst(written)
      } else if errno == EAGAIN {
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&room, 1, -1)
      } else if errno != EINTR {
        throw Failure(number: errno)
      }
    }
  }

  private static func writeBytes(_ descriptor: Int32, _ base: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, base, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, base, count)
    #else
      Darwin.write(descriptor, base, count)
    #endif
  }
}
