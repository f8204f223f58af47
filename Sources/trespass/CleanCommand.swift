import ArgumentParser
import Postgres

/// `trespass clean`: remove what killed runs left.
struct CleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove what killed runs left: servers and folders, or with --database databases and roles.",
    discussion: """
      Only what a run has named as its own, and only when that run is over, is touched; each run does the same when it starts.
      """)

  @Option(help: "Look on this server (a URL), where runs with --database were killed, instead of this machine.")
  var database: String?

  func run() async throws {
    let removed =
      if let database {
        try await GivenServer.clean(uri: database)
      } else {
        try await Leftovers.remove().map { "removed \($0), which a killed run left" }
      }
    try Terminal.standard.write((removed.isEmpty ? ["nothing was left"] : removed).map { $0 + "\n" }.joined())
  }
}
