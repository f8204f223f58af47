import Assessment
import Reports
import Synchronization

/// Shows what the run is at, on one line of standard error that rewrites itself.
final class ProgressMeter: Sendable {
  private let isShown: Bool
  private let rewrites: Bool
  private let done = Mutex(0)

  init(quiet: Bool, verbose: Bool) {
    rewrites = Terminal.error.isTerminal
    isShown = !quiet && (rewrites || verbose)
  }

  func show(_ progress: Progress) {
    switch progress {
    case .starting: line("starting a private Postgres")
    case .provisioning: line("applying the migrations")
    case .planting(let secrets): line("planting canaries in \(secrets) secrets")
    case .probing(let done, let all): probed(done, of: all)
    case .controlling: line("running the controls")
    case .judging: line("judging")
    case .note(let text): note(text)
    }
  }

  private func probed(_ count: Int, of all: Int) {
    let sum = done.withLock { done in
      done += count
      return done
    }
    if rewrites { line("probing \(sum) of \(all)") }
  }

  private func line(_ text: String) {
    guard isShown else { return }
    Terminal.error.write(rewrites ? "\r\u{1B}[K\(text)…" : "\(text)…\n")
  }

  /// What the person must know is told whatever was asked of the progress.
  private func note(_ text: String) {
    finish()
    Terminal.error.write(text.visible(keeping: ["\n"]) + "\n")
  }

  /// Takes the line away.
  func finish() {
    if isShown, rewrites { Terminal.error.write("\r\u{1B}[K") }
  }
}
