package import Execution
package import Judgement
package import Rounds
package import Settings

/// A look at what the plan does not ask: at the database beside the API, after the product's events, in the audit trail.
///
/// To add one, add a file to `Looks/` and a line to ``ExaminationRegistry``.
package protocol Examination: Sendable {
  /// What its findings bear and lists call it: lower case, words joined by hyphens.
  static var name: String { get }
  /// One line for lists.
  static var summary: String { get }
  /// Why Postgres makes this possible, and how to close it, for `trespass explain`.
  static var rationale: String { get }

  static func examine(_ subject: ExaminationSubject) async throws -> Examined
}

/// What an examination is held over: the stage, what the settings ask for, what the rounds brought.
package struct ExaminationSubject: Sendable {
  package let stage: Stage
  package let settings: ProjectSettings
  package let run: ProbeRun
  package let results: ProbeResults
  /// Whether what only a raw SQL session reads counts, for a client may open one.
  package let countsRawSQL: Bool

  package init(stage: Stage, settings: ProjectSettings, run: ProbeRun, results: ProbeResults, countsRawSQL: Bool) {
    self.stage = stage
    self.settings = settings
    self.run = run
    self.results = results
    self.countsRawSQL = countsRawSQL
  }
}

/// What came of an examination.
package struct Examined: Sendable {
  package var findings: [Finding]
  /// Looks that failed or were cut short.
  package var unproven: [Unproven]

  package init(findings: [Finding] = [], unproven: [Unproven] = []) {
    self.findings = findings
    self.unproven = unproven
  }

  package static func + (a: Examined, b: Examined) -> Examined {
    Examined(findings: a.findings + b.findings, unproven: a.unproven + b.unproven)
  }
}

/// Every examination, in the order in which a run holds them.
package enum ExaminationRegistry {
  package static let all: [any Examination.Type] = [
    Lifecycle.self,
    SealedColumns.self,
    StandingExposure.self,
    RevealAudit.self,
    SiblingServices.self,
  ]

  /// Holds all of them.
  package static func examine(_ subject: ExaminationSubject) async throws -> Examined {
    var examined = Examined()
    for examination in all { examined = examined + (try await examination.examine(subject)) }
    return examined
  }
}
