package import Probes

/// What the command line adds to the settings.
package struct RunOptions: Sendable {
  /// Hexadecimal; drawn when nil.
  package var seed: String?
  package var database: String?
  /// The folder of the server binaries.
  package var postgres: String?
  package var keep = false
  package var bestEffort = false
  package var only: [String] = []
  package var skip: [String] = []
  package var principals: [String] = []
  package var failOn = Reach.owner

  package init() {}
}

/// What a run tells while it works.
package enum Progress: Sendable {
  case starting
  case provisioning
  case planting(secrets: Int)
  case probing(done: Int, of: Int)
  case controlling
  case judging
  /// Text for the person at the terminal, such as how to reach a kept server.
  case note(String)
}
