internal import Dispatch

/// Work that blocks, on a thread of its own: the cooperative pool has one for each core.
enum Blocking {
  static func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
      DispatchQueue(label: "trespass.blocking").async { continuation.resume(returning: work()) }
    }
  }
}
