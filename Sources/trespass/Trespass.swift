import ArgumentParser
import Postgres
import Reports

struct Trespass: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trespass",
    abstract: "Tries every read path that PostgREST would open, as every role, against the tables that keep secrets.",
    version: Tool.version,
    subcommands: [CheckCommand.self, RequestCommand.self, SurfaceCommand.self, CleanCommand.self, ExplainCommand.self],
    defaultSubcommand: CheckCommand.self
  )

  /// ArgumentParser exits 1 on any error and 64 on wrong usage; here 1 means a leak, so both are 2.
  static func perform() async -> Never {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try ResourceLimits.require()
        try await asynchronous.run()
      } else {
        try command.run()
      }
      await Interruption.yieldIfUnderWay()
      exit()
    } catch {
      await Interruption.yieldIfUnderWay()
      if let code = error as? ExitCode { exit(withError: code) }
      if exitCode(for: error) == .success { exit(withError: error) }
      fail(with: error)
    }
  }

  static func fail(with error: any Error) -> Never {
    Terminal.error.write(message(of: error).visible(keeping: ["\n"]))
    exit(withError: ExitCode(2))
  }

  /// Wrong usage is explained with the usage; whatever else kept the program from its work is told as it is.
  private static func message(of error: any Error) -> String {
    exitCode(for: error) == .validationFailure ? fullMessage(for: error) + "\n" : "trespass: \(error)\n"
  }
}
