internal import Synchronization

/// What the databases of one stage are called, so that two stages live on one server.
package struct DatabaseNames: Sendable {
  private let prefix: String

  /// The n-th stage on a server, counted from 0, whose databases need no mark of their own.
  package init(stage number: Int) { prefix = number == 0 ? "" : "stage\(number)_" }

  /// The name of a database by what it is for, as in `world_1`.
  package func name(_ purpose: String) -> String { prefix + purpose }
}

/// Numbers the stages that are set on one server.
package final class StageCounter: Sendable {
  private let next = Mutex(0)

  package init() {}

  package func names() -> DatabaseNames {
    DatabaseNames(
      stage: next.withLock { number in
        defer { number += 1 }
        return number
      })
  }
}
