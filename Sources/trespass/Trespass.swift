import ArgumentParser

@main
struct Trespass: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trespass",
    abstract: "Tries every read path that PostgREST would open, as every role, against the tables that keep secrets."
  )
}
