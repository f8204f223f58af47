internal import CLibPQ
internal import SQLAnswers

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// libpq's calls on one connection, none of which waits for the server longer than it may.
struct Wire {
  let handle: OpaquePointer
  let notices: NoticeLog

  /// Opens the connection; libpq gives up after its `connect_timeout`.
  init(_ info: ConnectionInfo, within limits: AnswerLimits) throws(ConnectionFailure) {
    LibpqEnvironment.clear(for: info)
    let keywords = info.keywords(within: limits)
    let opened = withCStrings(keywords.map(\.0)) { names in
      withCStrings(keywords.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
    }
    guard let opened, PQstatus(opened) == CONNECTION_OK, PQsetnonblocking(opened, 1) == 0 else {
      let message = opened.map { String(cString: PQerrorMessage($0)) } ?? "libpq is out of memory"
      PQfinish(opened)
      throw ConnectionFailure(message)
    }
    handle = opened
    notices = NoticeLog(room: limits.bytes)
    notices.attach(to: opened)
  }

  func finish() { PQfinish(handle) }

  var isAlive: Bool { PQstatus(handle) == CONNECTION_OK }

  var failure: ConnectionFailure { ConnectionFailure(String(cString: PQerrorMessage(handle))) }

  /// The next result of a statement; nil when there are no more.
  func result(_ allowance: inout Allowance) throws(ConnectionFailure) -> OpaquePointer? {
    try fill(&allowance)
    return PQgetResult(handle)
  }

  /// Sends what is still unsent, and reads meanwhile: a server that cannot get rid of its answers takes no questions.
  func flush(_ allowance: Allowance) throws(ConnectionFailure) {
    while PQflush(handle) == 1 {
      let ready = try wait(for: POLLIN | POLLOUT, allowance)
      if ready & Int16(POLLIN) != 0, PQconsumeInput(handle) == 0 { return }
    }
  }

  /// Reads until libpq has a result to hand out; when the connection is lost, that is the result.
  private func fill(_ allowance: inout Allowance) throws(ConnectionFailure) {
    while PQisBusy(handle) == 1 {
      let isUnsent = PQflush(handle) == 1
      _ = try wait(for: isUnsent ? POLLIN | POLLOUT : POLLIN, allowance)
      let told = notices.bytes
      allowance.arrive(waitingBytes)
      guard PQconsumeInput(handle) == 1 else { return }
      try allowance.check(beside: notices.bytes)
      if notices.bytes > told { allowance.hold(0) }
    }
  }

  /// Reads what `COPY … TO stdout` sends, to nobody's use.
  func discardCopy(_ allowance: inout Allowance) throws(ConnectionFailure) {
    while true {
      var row: UnsafeMutablePointer<CChar>?
      let length = PQgetCopyData(handle, &row, 1)
      if length < 0 { return }
      if length == 0 {
        _ = try wait(for: POLLIN, allowance)
        guard PQconsumeInput(handle) == 1 else { return }
      }
      PQfreemem(row)
    }
  }

  /// Waits for the socket, and past the deadline no longer than it already has something to say: then it is we who were slow.
  private func wait(for events: Int32, _ allowance: Allowance) throws(ConnectionFailure) -> Int16 {
    while true {
      let left = allowance.millisecondsLeft
      var socket = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
      let ready = poll(&socket, 1, left)
      if ready > 0 { return socket.revents }
      if ready < 0, errno != EINTR { return 0 }
      if left == 0 { throw allowance.timedOut }
    }
  }

  /// Bytes that the socket holds for us.
  private var waitingBytes: Int {
    var count: Int32 = 0
    return ioctl(PQsocket(handle), UInt(FIONREAD), &count) == 0 ? Int(count) : 0
  }
}

/// Collects what the server says beside its answers; libpq calls back while it reads the next one.
final class NoticeLog {
  private var collected: [ServerMessage] = []
  /// What the messages since the last answer hold, those included that were too much to keep.
  private(set) var bytes = 0
  private let room: Int

  init(room: Int) { self.room = room }

  func attach(to handle: OpaquePointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    PQsetNoticeReceiver(
      handle,
      { context, result in
        guard let context, let result else { return }
        Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue().add(result)
      },
      context
    )
  }

  private func add(_ result: OpaquePointer) {
    bytes += PQresultMemorySize(result)
    if bytes <= room { collected.append(ServerMessage(result)) }
  }

  func take() -> [ServerMessage] {
    defer {
      collected.removeAll()
      bytes = 0
    }
    return collected
  }
}
