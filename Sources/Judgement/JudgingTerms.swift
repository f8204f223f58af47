package import Probes

/// What a run is judged by beside the outcomes.
package struct JudgingTerms: Sendable {
  /// Findings that are meant to be.
  package var allowances: [Allowance]
  /// Functions whose reveals the settings want recorded.
  package var audited: Set<SurfaceItem>
  /// The migrations' statements.
  package var statements: StatementIndex
  /// Digests of canaries, by value, as the server computes them.
  package var digests: [String: [String]]
  /// When the run started.
  package var clock: Timestamps
  /// `2026-11-20`, against which allowances expire.
  package var today: String

  package init(
    allowances: [Allowance] = [], audited: Set<SurfaceItem> = [], statements: StatementIndex = StatementIndex([]),
    digests: [String: [String]] = [:], clock: Timestamps, today: String
  ) {
    self.allowances = allowances
    self.audited = audited
    self.statements = statements
    self.digests = digests
    self.clock = clock
    self.today = today
  }
}
