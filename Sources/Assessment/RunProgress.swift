internal import Postgres
internal import Synchronization

/// How far a run has come, for the error that ends it early.
final class RunProgress: Sendable {
  private let state = Mutex<(stage: String, done: Int, all: Int)>(("starting the server", 0, 0))

  func note(_ progress: Progress) {
    state.withLock { state in
      switch progress {
      case .starting: state.stage = "starting the server"
      case .provisioning: state.stage = "applying the migrations"
      case .planting: state.stage = "planting canaries"
      case .probing(let done, let all): state = ("probing", state.done + done, all)
      case .controlling: state.stage = "running the controls"
      case .judging: state.stage = "judging"
      case .note: break
      }
    }
  }

  /// The error, with how far the run came where it was the database that ended it.
  func explained(_ error: any Error) -> any Error {
    guard let failure = error as? ConnectionFailure else { return error }
    let (stage, done, all) = state.withLock { $0 }
    let probes = all > 0 ? ", after \(done) of \(all) probes" : ""
    if failure.kind != .lost { return ConnectionFailure("while \(stage)\(probes): \(failure)", failure.kind) }
    return ConnectionFailure("the database went away while \(stage)\(probes): \(failure)")
  }
}
