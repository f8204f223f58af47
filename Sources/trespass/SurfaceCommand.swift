import ArgumentParser
import Assessment
import JSONText
import PostgREST
import Reports

/// `trespass surface`: what PostgREST would expose.
struct SurfaceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "surface",
    abstract: "Print what PostgREST would expose: relations, relationships, functions, computed fields.",
    discussion: """
      Each relationship stands with the shortest spelling that a request can name it by. No privilege of any client \
      counts here, as it counts for nothing in PostgREST's own schema cache.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, tsv
  }

  @OptionGroup var common: CommonOptions

  @Option(help: "text for people, json for programs, tsv with one line an item and its kind in front.")
  var format = Format.text

  func run() async throws {
    let settings = try common.loadSettings()
    let meter = ProgressMeter(quiet: common.quiet, verbose: common.verbose)
    let surface = try await Assessment(settings: settings, options: common.runOptions) { meter.show($0) }.surface()
    meter.finish()
    try Terminal.standard.write(Self.text(of: surface, as: format))
  }

  private static func text(of surface: Surface, as format: Format) -> String {
    switch format {
    case .text: surface.text.visible(keeping: ["\n"])
    case .json: surface.json.pretty.visibleJSON + "\n"
    case .tsv: surface.tsv.visible(keeping: ["\n", "\t"])
    }
  }
}
