internal import CLibPQ
package import SQLAnswers
package import SQLText

/// One libpq connection, confined to its own serial queue because waiting for the server blocks a thread.
package actor Connection {
  private let executor: QueueExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let info: ConnectionInfo
  let limits: AnswerLimits
  private(set) var wire: Wire?
  /// Why the connection was given up.
  private(set) var givenUp: ConnectionFailure?

  /// Opens the connection.
  ///
  /// - Throws: ``ConnectionFailure`` with what libpq says when the server cannot be reached or refuses the login.
  package init(_ info: ConnectionInfo, limits: AnswerLimits = .own) async throws {
    executor = QueueExecutor(label: "trespass.postgres")
    self.info = info
    self.limits = limits
    wire = nil
    do {
      try open(await info.logins?.known(info) ?? info)
    } catch let refusal as ConnectionFailure {
      guard let renewed = try await info.logins?.renewed(info) else { throw refusal }
      try open(renewed)
    }
  }

  private func open(_ info: ConnectionInfo) throws {
    wire = try Wire(info, within: limits)
    // Unknown to older servers, which refuse it at the start.
    if serverVersion >= 170_000 { try run(script: "set transaction_timeout = 0") }
  }

  isolated deinit { wire?.finish() }

  package func close() {
    wire?.finish()
    wire = nil
  }

  /// Whether statements can still be put to it.
  package var isOpen: Bool { wire != nil }

  /// Ends the server process, whatever it is at, and closes the connection.
  package func abandon() {
    guard let wire else { return }
    let process = PQbackendPID(wire.handle)
    close()
    Self.end(process, on: info.superuser)
  }

  /// - Parameter failure: what the connection can no longer be used for.
  func giveUp(_ failure: ConnectionFailure) {
    givenUp = failure
    abandon()
  }

  /// A function that swallows `query_canceled` goes on for ever when its client is gone, and keeps its locks.
  private static func end(_ process: Int32, on superuser: ConnectionInfo) {
    let limits = AnswerLimits(statement: .seconds(5), script: .seconds(5), bytes: 1 << 20)
    guard let wire = try? Wire(superuser.with("connect_timeout", "5"), within: limits) else { return }
    defer { wire.finish() }
    guard PQsendQuery(wire.handle, "select pg_terminate_backend(\(process), 3000)") == 1 else { return }
    var allowance = Allowance(limits.statement, limits.bytes)
    while let result = try? wire.result(&allowance) { PQclear(result) }
  }

  /// The number of the server process behind this connection.
  package var backendProcess: Int32 { wire.map { PQbackendPID($0.handle) } ?? 0 }

  /// The server's version as libpq counts: 150018 is 15.18.
  package var serverVersion: Int { wire.map { Int(PQserverVersion($0.handle)) } ?? 0 }

  /// Runs one statement with its bound values.
  ///
  /// - Throws: ``ConnectionFailure`` when the connection is lost or given up; a refusal is an answer.
  package func answer(_ sql: SQL) throws -> Answer { try answer(sql.text, sql.parameters) }

  /// Runs one statement whose text holds `$1`, `$2` … for the values.
  ///
  /// - Parameter time: nil for what one statement of the program may take.
  package func answer(_ text: String, _ parameters: [Parameter], within time: Duration? = nil) throws -> Answer {
    try exchange(within: time ?? limits.statement, waitingFor: text.opening) { wire in
      withCStrings(parameters.map(\.value)) { values in
        PQsendQueryParams(
          wire.handle, text, Int32(parameters.count), parameters.map { Oid($0.type.rawValue) }, values, nil, nil, 0)
      } == 1
    }
  }

  /// Runs SQL text of any number of statements by the simple protocol and returns the last answer, or the first failure.
  package func answer(script: String) throws -> Answer {
    try exchange(within: limits.script) { PQsendQuery($0.handle, script) == 1 }
  }

  /// The rows of a statement that must not fail.
  ///
  /// - Throws: the ``ServerMessage`` of a refusal, or ``ConnectionFailure``.
  @discardableResult
  package func rows(_ sql: SQL, within time: Duration? = nil) throws -> Rows {
    switch try answer(sql.text, sql.parameters, within: time) {
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

  func requireWire() throws -> Wire {
    guard let wire else { throw givenUp ?? ConnectionFailure("the connection is closed") }
    return wire
  }

  /// Sends a question and reads its answer.
  ///
  /// - Parameters:
  ///   - what: what a person is told was waited for; never text of the project's, which may hold its secrets.
  ///   - data: what a `COPY … FROM stdin` gets.
  func exchange(
    within time: Duration, waitingFor what: String? = nil, feeding data: String? = nil, _ send: (Wire) -> Bool
  ) throws -> Answer {
    let wire = try requireWire()
    var allowance = Allowance(time, limits.bytes)
    do {
      guard send(wire) else { throw wire.failure }
      return try wire.answer(&allowance, feeding: data)
    } catch let failure as ConnectionFailure where failure.kind != .lost {
      giveUp(failure.waiting(for: what))
      throw givenUp ?? failure
    }
  }
}

extension String {
  /// The first line, to tell a statement by.
  fileprivate var opening: String {
    let line = drop(while: \.isWhitespace).prefix { !$0.isNewline }
    return line.count > 160 ? line.prefix(160) + "…" : String(line)
  }
}

extension Wire {
  /// The last answer to what was sent outside of a pipeline, or the first failure.
  ///
  /// - Parameter data: what a `COPY … FROM stdin` gets.
  func answer(_ allowance: inout Allowance, feeding data: String? = nil) throws(ConnectionFailure) -> Answer {
    var last: Answer?
    var assembly = AnswerAssembly()
    _ = PQsetSingleRowMode(handle)
    while let result = try result(&allowance) {
      defer { PQclear(result) }
      switch PQresultStatus(result) {
      case PGRES_COPY_IN: try transfer(data, allowance)
      case PGRES_COPY_OUT: try discardCopy(&allowance)
      default:
        let answer = try assembly.add(result, counting: &allowance)
        if last?.failure == nil { last = answer ?? last }
      }
    }
    guard let last else { throw failure }
    guard isAlive else { throw last.failure.map { ConnectionFailure($0.message) } ?? failure }
    return last.noting(notices.take())
  }
}
