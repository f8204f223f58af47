import ArgumentParser
import Assessment
import Judgement
import Postgres
import Probes
import Reports

/// `trespass check`: the main job.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Prove that no principal gets a secret; exit 1 on a leak.",
    discussion: """
      Starts a private Postgres, applies the migrations, plants secrets it would recognise anywhere, makes two worlds that \
      differ only in them, and tries everything PostgREST would open, as every principal.

      Exit codes: 0 proved, 1 leaked, 2 could not do its work, 3 unproven.
      """)

  @OptionGroup var common: CommonOptions

  @Option(
    help:
      "How to write the report: \(FormatRegistry.all.map { "\($0.name) (\($0.summary))" }.joined(separator: ", ")); =FILE writes it there. Repeatable."
  )
  var format: [String] = []

  @Option(help: "The farthest reach that fails the run: anon, outsider, member or owner.")
  var failOn: Reach = .owner

  @Option(help: "Run only this probe family; the run stays unproven. Repeatable.")
  var only: [String] = []

  @Option(help: "Leave this probe family out; the run stays unproven. Repeatable.")
  var skip: [String] = []

  @Option(name: .customLong("as"), help: "Ask only as this principal; the run stays unproven. Repeatable.")
  var principals: [String] = []

  @Option(help: "The run's seed, hexadecimal: canaries are drawn from it.")
  var seed: String?

  func run() async throws {
    let outputs = try (format.isEmpty ? ["text"] : format).map(ReportOutput.init)
    try ReportOutput.check(outputs)
    let settings = try common.loadSettings()
    var options = common.runOptions
    options.seed = seed
    options.only = try families(only)
    options.skip = try families(skip)
    options.principals = principals
    options.failOn = failOn
    let meter = ProgressMeter(quiet: common.quiet, verbose: common.verbose)
    let report = try await Assessment(settings: settings, options: options) { meter.show($0) }.run()
    meter.finish()
    // A run whose server a signal took away has nothing to report.
    await Interruption.yieldIfUnderWay()
    let arrived = Self.write(report, to: outputs)
    throw ExitCode(arrived || report.conclusion == .leaked ? report.conclusion.exitCode : 2)
  }

  /// Writes every report that can be written and says of each other why not.
  ///
  /// - Returns: whether all arrived.
  private static func write(_ report: Report, to outputs: [ReportOutput]) -> Bool {
    var arrived = true
    for output in outputs {
      do {
        try output.write(report)
      } catch {
        arrived = false
        Terminal.error.write("trespass: \(error)\n")
      }
    }
    if !arrived, report.conclusion == .leaked {
      Terminal.error.write("trespass: secrets leaked, and not every report of it could be written\n")
    }
    return arrived
  }

  private func families(_ names: [String]) throws -> [String] {
    for name in names where FamilyRegistry.family(named: name) == nil {
      throw ValidationError(
        "no probe family \(name): there are \(FamilyRegistry.all.map { $0.name }.joined(separator: ", "))")
    }
    return names
  }
}

extension Reach: ExpressibleByArgument {
  /// Whether a raw SQL session counts is for the settings to say: who has one is not harder to become.
  private static let named = allCases.filter { $0 != .sql }

  public init?(argument: String) {
    guard let reach = Self.named.first(where: { $0.rawValue == argument }) else { return nil }
    self = reach
  }

  public static var allValueStrings: [String] { named.map(\.rawValue) }
}

extension Conclusion {
  var exitCode: Int32 {
    switch self {
    case .proved: 0
    case .leaked: 1
    case .unproven: 3
    }
  }
}
