import ArgumentParser
import Assessment
internal import Settings

/// Options that every command with a database takes.
struct CommonOptions: ParsableArguments {
  @Option(help: "The settings; trespass.toml beside or above the working folder when left out.")
  var settings: String?

  @Option(
    help: """
      Use this server (a superuser's URL) instead of an ephemeral one; databases of the run's own are made and dropped, roles \
      put back as they were. Of the environment only what concerns the login is read: PGPASSWORD, PGPASSFILE, PGSSL* and \
      their like; no other PG variable, and none at all for an ephemeral server.
      """)
  var database: String?

  @Option(help: "The folder of the Postgres server binaries; looked for when left out.")
  var postgres: String?

  @Flag(help: "Leave the ephemeral server running and print how to reach and stop it.")
  var keep = false

  @Flag(help: "Report a failing migration statement and go on; the run stays unproven.")
  var bestEffort = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  @Flag(help: "Progress even where standard error is no terminal.")
  var verbose = false

  func loadSettings() throws -> ProjectSettings { try ProjectSettings.load(file: settings) }

  var runOptions: RunOptions {
    var options = RunOptions()
    options.database = database
    options.postgres = postgres
    options.keep = keep
    options.bestEffort = bestEffort
    return options
  }
}
