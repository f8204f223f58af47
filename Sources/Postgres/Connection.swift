internal import CLibPQ
package import SQLText

/// One libpq connection, confined to its own serial queue because every libpq call may block.
package actor Connection {
  private let executor: QueueExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private(set) var handle: OpaquePointer?
  let notices = NoticeLog()

  /// Opens the connection.
  ///
  /// - Throws: ``ConnectionFailure`` with what libpq says when the server cannot be reached or refuses the login.
  package init(_ info: ConnectionInfo) async throws {
    executor = QueueExecutor(label: "trespass.postgres")
    handle = nil
    try open(info)
  }

  private func open(_ info: ConnectionInfo) throws {
    let keywords = info.keywords
    let opened = withCStrings(keywords.map(\.0)) { names in
      withCStrings(keywords.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
    }
    guard let opened, PQstatus(opened) == CONNECTION_OK else {
      let message = opened.map { String(cString: PQerrorMessage($0)) } ?? "libpq is out of memory"
      PQfinish(opened)
      throw ConnectionFailure(message)
    }
    notices.attach(to: opened)
    handle = opened
  }

  isolated deinit {
    if let handle { PQfinish(handle) }
  }

  package func close() {
    if let handle { PQfinish(handle) }
    handle = nil
  }

  /// The number of the server process behind this connection.
  package var backendProcess: Int32 { handle.map { PQbackendPID($0) } ?? 0 }

  /// The server's version as libpq counts: 150018 is 15.18.
  package var serverVersion: Int { handle.map { Int(PQserverVersion($0)) } ?? 0 }

  /// Runs one statement with its bound values.
  ///
  /// - Throws: ``ConnectionFailure`` when the connection is lost; a refusal is an answer.
  package func answer(_ sql: SQL) throws -> Answer { try answer(sql.text, sql.parameters) }

  /// Runs one statement whose text holds `$1`, `$2` … for the values.
  package func answer(_ text: String, _ parameters: [Parameter]) throws -> Answer {
    let live = try requireHandle()
    let types = parameters.map { Oid($0.type.rawValue) }
    let result = withCStrings(parameters.map(\.value)) { values in
      PQexecParams(live, text, Int32(parameters.count), types, values, nil, nil, 0)
    }
    return try decode(result, live)
  }

  /// Runs SQL text of any number of statements by the simple protocol and returns the last answer, or the first failure.
  package func answer(script: String) throws -> Answer {
    let live = try requireHandle()
    return try decode(PQexec(live, script), live)
  }

  /// The rows of a statement that must not fail.
  ///
  /// - Throws: the ``ServerMessage`` of a refusal, or ``ConnectionFailure``.
  @discardableResult
  package func rows(_ sql: SQL) throws -> Rows {
    switch try answer(sql) {
    case .rows(let rows, _): return rows
    case .failed(let message, _): throw message
    case .command, .skipped: return Rows(columns: [], cells: [])
    case .lost(let message): throw ConnectionFailure(message)
    }
  }

  /// Runs a script that must not fail.
  package func run(script: String) throws {
    if case .failed(let message, _) = try answer(script: script) { throw message }
  }

  func requireHandle() throws -> OpaquePointer {
    guard let handle else { throw ConnectionFailure("the connection is closed") }
    return handle
  }

  func decode(_ result: OpaquePointer?, _ live: OpaquePointer) throws -> Answer {
    guard let result else { throw ConnectionFailure(String(cString: PQerrorMessage(live))) }
    defer { PQclear(result) }
    let answer = Answer(result, notices: notices.take())
    guard PQstatus(live) == CONNECTION_OK else {
      throw ConnectionFailure(answer.failure?.message ?? String(cString: PQerrorMessage(live)))
    }
    return answer
  }
}

/// Collects what the server says beside its answers; libpq calls back while it reads the next one.
final class NoticeLog {
  private var collected: [ServerMessage] = []

  func attach(to handle: OpaquePointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    PQsetNoticeReceiver(
      handle,
      { context, result in
        guard let context, let result else { return }
        Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue().collected.append(ServerMessage(result))
      },
      context
    )
  }

  func take() -> [ServerMessage] {
    defer { collected.removeAll(keepingCapacity: true) }
    return collected
  }
}
