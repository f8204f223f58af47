internal import CSupervisor
internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What happens on Ctrl-C, SIGTERM and SIGHUP: the servers of this program are stopped, and it ends with 128 + signal, within
/// three seconds whatever it is at.
package enum Interruption {
  private enum Ending {
    /// Blocks, and needs no thread but its own.
    case blocking(@Sendable () -> Void)
    case asynchronous(@Sendable () async -> Void)
  }

  private struct State {
    /// How to end each server.
    var endings: [ObjectIdentifier: Ending] = [:]
    var isUnderWay = false
  }

  private static let state = Mutex(State())

  /// Time that the endings have before the program ends without them.
  private static let patience = DispatchTimeInterval.milliseconds(2_600)

  /// Takes over the signals; call once, at the start of the program.
  package static func install() throws(ServerStartError) {
    let error = interruption_install { Interruption.end(with: $0) }
    guard error == 0 else {
      throw ServerStartError("no thread can wait for signals: \(String(cString: strerror(error)))")
    }
  }

  /// Never returns when a signal is being answered: whoever meets an error then has met the server's end, and must neither
  /// report it nor exit with a code of its own.
  package static func yieldIfUnderWay() async {
    while state.withLock({ $0.isUnderWay }) { try? await Task.sleep(for: .seconds(1)) }
  }

  static func watch(_ server: AnyObject, ending: @escaping @Sendable () async -> Void) {
    state.withLock { $0.endings[ObjectIdentifier(server)] = .asynchronous(ending) }
  }

  /// Makes something that a signal must end; a signal comes before it or finds it.
  ///
  /// - Throws: `CancellationError` when a signal has come.
  static func begin<Made: AnyObject & Sendable>(
    _ make: () throws -> Made, ending: @escaping @Sendable (Made) -> Void
  ) throws -> Made {
    try state.withLock { state in
      if state.isUnderWay { throw CancellationError() }
      let made = try make()
      state.endings[ObjectIdentifier(made)] = .blocking { ending(made) }
      return made
    }
  }

  static func forget(_ server: AnyObject) {
    state.withLock { $0.endings[ObjectIdentifier(server)] = nil }
  }

  /// Runs on the thread that waits for signals, and blocking endings with it: planning may keep every thread of the cooperative pool busy for minutes.
  private static func end(with number: Int32) {
    let endings = state.withLock { state in
      state.isUnderWay = true
      return Array(state.endings.values)
    }
    let limit = DispatchTime.now() + patience
    let remaining = DispatchGroup()
    for case .asynchronous(let end) in endings { EndingQueue().run(end, in: remaining) }
    for case .blocking(let end) in endings { end() }
    _ = remaining.wait(timeout: limit)
    _exit(128 + number)
  }
}

/// A thread of its own for one ending.
private final class EndingQueue: TaskExecutor {
  private let queue = DispatchQueue(label: "trespass.ending")

  func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    queue.async { unowned.runSynchronously(on: executor) }
  }

  func run(_ end: @escaping @Sendable () async -> Void, in group: DispatchGroup) {
    group.enter()
    Task(executorPreference: self) {
      await end()
      group.leave()
    }
  }
}
