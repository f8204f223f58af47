internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What happens on Ctrl-C, SIGTERM and SIGHUP: the servers of this program are stopped, and it ends with 128 + signal.
package enum Interruption {
  private struct State {
    /// How to end each server.
    var endings: [ObjectIdentifier: @Sendable () async -> Void] = [:]
    var sources: [any DispatchSourceSignal] = []
    var isUnderWay = false
  }

  private static let state = Mutex(State())

  /// Takes over the signals; call once, at the start of the program.
  package static func install() {
    state.withLock { state in
      state.sources = [SIGINT, SIGTERM, SIGHUP].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        source.setEventHandler { end(with: number) }
        source.resume()
        return source
      }
    }
  }

  /// Never returns when a signal is being answered: whoever meets an error then has met the server's end, and must neither
  /// report it nor exit with a code of its own.
  package static func yieldIfUnderWay() async {
    while state.withLock({ $0.isUnderWay }) { try? await Task.sleep(for: .seconds(1)) }
  }

  static func watch(_ server: AnyObject, ending: @escaping @Sendable () async -> Void) {
    state.withLock { $0.endings[ObjectIdentifier(server)] = ending }
  }

  static func forget(_ server: AnyObject) {
    state.withLock { $0.endings[ObjectIdentifier(server)] = nil }
  }

  private static func end(with number: Int32) {
    let endings = state.withLock { state -> [@Sendable () async -> Void]? in
      guard !state.isUnderWay else { return nil }
      state.isUnderWay = true
      return Array(state.endings.values)
    }
    guard let endings else { return }
    Task {
      for end in endings { await end() }
      exit(128 + number)
    }
  }
}
