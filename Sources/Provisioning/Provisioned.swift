package import Postgres

/// A database made from a recipe, from which worlds are cloned.
package struct Provisioned: Sendable {
  package var database: Database
  package var migrations: [MigrationRecord]
  /// Every statement that ran, in order.
  package var statements: [MigrationStatement]
  /// Slots of `trespass.canary` that the seeds asked for.
  package var slots: [CanarySlot] = []
}

/// What a seed was given for a slot of `trespass.canary`.
package struct CanarySlot: Hashable, Sendable {
  package var name: String
  package var value: String
}

/// One migration file and what became of it.
package struct MigrationRecord: Hashable, Sendable {
  package var file: String
  /// SHA-256 of the file, hexadecimal.
  package var sha256: String
  /// The number of statements in the file.
  package var statements: Int
  /// Statements that were refused and passed over, with `--best-effort` only.
  package var failures: [MigrationFailure]
  /// What was in the file and not run: psql's meta-commands.
  package var notes: [MigrationFailure]
}

/// A line of a migration that did not do what it says.
package struct MigrationFailure: Hashable, Sendable {
  /// 1-based.
  package var line: Int
  package var message: String
  /// Whether something of ours took the place of what it asks for, so that the database is not what the migration makes.
  package var isStandIn = false
}

/// A statement of a migration, for the judge that looks for the line which opened a door.
package struct MigrationStatement: Hashable, Sendable {
  package var file: String
  /// 1-based line of the statement's first word.
  package var line: Int
  package var text: String
  /// The role that ran it.
  package var role: String
}

/// A script could not be run: message as `file:line: …`.
package struct ScriptError: Error, Hashable, Sendable, CustomStringConvertible {
  package var file: String
  /// 1-based; nil where the whole file is meant.
  package var line: Int?
  package var message: String

  package var description: String { (line.map { "\(file):\($0)" } ?? file) + ": " + message }
}
