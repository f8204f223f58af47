import Dispatch
import Postgres

/// Where the program begins, on one thread: what the system must allow is asked before Swift's runtime asks for it.
@main
enum Program {
  static func main() {
    do {
      ResourceLimits.tellOfCrashes()
      try ResourceLimits.requireThreads()
      try Interruption.install()
    } catch {
      Trespass.fail(with: error)
    }
    Task { await Trespass.perform() }
    dispatchMain()
  }
}
