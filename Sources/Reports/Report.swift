package import JSONText
package import Judgement
package import Probes

/// A run and what it concluded: what every format renders.
package struct Report: Sendable {
  package struct Run: Hashable, Sendable {
    package var seed: String
    /// UTC, as in `2026-11-20T12:00:00Z`.
    package var started: String
    package var seconds: Double
    /// As in `2/4`; nil when the whole plan was run.
    package var shard: String?
    /// `sha256:…` of the settings file; nil without one.
    package var settings: String?

    package init(seed: String, started: String, seconds: Double, shard: String? = nil, settings: String? = nil) {
      self.seed = seed
      self.started = started
      self.seconds = seconds
      self.shard = shard
      self.settings = settings
    }
  }

  package struct Migration: Hashable, Sendable {
    package var file: String
    package var sha256: String
    package var statements: Int
    /// Line and message of each statement that was passed over.
    package var failed: [Failure]

    package struct Failure: Hashable, Sendable {
      package var line: Int
      package var message: String

      package init(line: Int, message: String) {
        self.line = line
        self.message = message
      }
    }

    package init(file: String, sha256: String, statements: Int, failed: [Failure]) {
      self.file = file
      self.sha256 = sha256
      self.statements = statements
      self.failed = failed
    }
  }

  package struct Database: Hashable, Sendable {
    package var postgres: String
    /// `sha256:…` of the catalog.
    package var catalog: String
    package var baseline: String
    package var defaultPrivileges: String
    package var migrations: [Migration]

    package init(
      postgres: String, catalog: String, baseline: String, defaultPrivileges: String, migrations: [Migration]
    ) {
      self.postgres = postgres
      self.catalog = catalog
      self.baseline = baseline
      self.defaultPrivileges = defaultPrivileges
      self.migrations = migrations
    }
  }

  /// A setting of the API with its source.
  package struct APISetting: Hashable, Sendable {
    package var name: String
    package var value: JSONValue
    package var from: String

    package init(name: String, value: JSONValue, from: String) {
      self.name = name
      self.value = value
      self.from = from
    }
  }

  package struct SecretTally: Hashable, Sendable {
    package var secret: Secret
    package var canaries: Int

    package init(secret: Secret, canaries: Int) {
      self.secret = secret
      self.canaries = canaries
    }
  }

  package var run: Run
  package var database: Database
  package var api: [APISetting]
  package var principals: [Principal]
  package var secrets: [SecretTally]
  package var conclusion: Conclusion
  /// Which findings fail the run.
  package var gate: Gate
  package var verdict: Verdict
  /// What a reader should know though it decides nothing: allowances that were not used, settings that were derived.
  package var notes: [String]

  package init(
    run: Run, database: Database, api: [APISetting], principals: [Principal], secrets: [SecretTally],
    conclusion: Conclusion, gate: Gate = Gate(), verdict: Verdict, notes: [String] = []
  ) {
    self.run = run
    self.database = database
    self.api = api
    self.principals = principals
    self.secrets = secrets
    self.conclusion = conclusion
    self.gate = gate
    self.verdict = verdict
    self.notes = notes
  }
}

/// The program's own version.
package enum Tool {
  package static let name = "trespass"
  package static let version = "0.1.0"
}
