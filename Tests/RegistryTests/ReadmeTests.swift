import Examinations
import Foundation
import Probes
import Reports
import Testing

/// What the README lists is made of the registries and of the manifest; nobody keeps a list by hand.
///
/// `TRESPASS_RECORD=1 swift test --filter ReadmeTests` writes the lists anew, and fails.
@Suite struct ReadmeTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let file = root.appending(path: "README.md")
  private static let isRecording = ProcessInfo.processInfo.environment["TRESPASS_RECORD"] != nil

  @Test func listsAreThoseOfTheRegistries() throws {
    let readme = try String(contentsOf: Self.file, encoding: .utf8)
    var made = readme
    for (name, list) in try Self.lists() { made = try Self.replacing(name, by: list, in: made) }
    guard Self.isRecording else {
      #expect(made == readme, "README.md is stale: TRESPASS_RECORD=1 swift test --filter ReadmeTests")
      return
    }
    try made.write(to: Self.file, atomically: true, encoding: .utf8)
    Issue.record("README.md was written anew: look at it")
  }

  private static func lists() throws -> [(name: String, list: String)] {
    [
      ("families", table(FamilyRegistry.all.map { ($0.name, $0.summary) })),
      ("examinations", table(ExaminationRegistry.all.map { ($0.name, $0.summary) })),
      ("formats", table(FormatRegistry.all.map { ($0.name, $0.summary) })),
      ("code map", try codeMap()),
    ]
  }

  private static func table(_ rows: [(name: String, summary: String)]) -> String {
    let width = rows.map(\.name.count).max() ?? 0
    let lines = rows.map { $0.name + String(repeating: " ", count: width + 2 - $0.name.count) + $0.summary }
    return "```\n" + lines.joined(separator: "\n") + "\n```\n"
  }

  /// The targets of the manifest with what each is for, those that nothing else builds on first, and what is no target.
  private static func codeMap() throws -> String {
    let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
    let targets = manifest.matches(of: /(?:layer|program)\(\s*"(\w+)",\s*"([^"]+)"/).map {
      ("`Sources/\($0.output.1)`", String($0.output.2))
    }.filter { FileManager.default.fileExists(atPath: root.appending(path: $0.0.filter { $0 != "`" }).path) }
    let others = [
      ("`Sources/SQLFiles`", "the files under `sql/`, embedded"),
      (
        "`Sources/CSupervisor`",
        "what runs in a fork or a signal handler: ends the server whatever becomes of the program"
      ),
      ("`sql/`", "baselines and stubs, catalog queries, exposure queries"),
      ("`fixtures/`", "systems, sound and sabotaged; cases; recorded answers of a real PostgREST; goldens"),
      ("`ci/`", "set-up, check, lint, tests, benchmarks, and what compares two commits"),
    ]
    let rows = (targets.reversed() + others).map { "| \($0.0) | \($0.1) |" }
    return "| folder | what is in it |\n| --- | --- |\n" + rows.joined(separator: "\n") + "\n"
  }

  private static func replacing(_ name: String, by list: String, in text: String) throws -> String {
    let start = try #require(text.range(of: "<!-- \(name) -->\n"), "README.md has no list of \(name)")
    let end = try #require(text.range(of: "<!-- end -->", range: start.upperBound..<text.endIndex))
    return text.replacingCharacters(in: start.upperBound..<end.lowerBound, with: list)
  }

  @Test func familiesHaveNamesOfTheirOwnAndSaySomething() {
    #expect(Set(FamilyRegistry.all.map { $0.name }).count == FamilyRegistry.all.count)
    for family in FamilyRegistry.all {
      #expect(family.summary.count > 10 && family.rationale.count > 80, "\(family.name)")
    }
  }

  /// A file in a folder of peers that its registry does not name is never run.
  @Test(arguments: [
    ("Sources/Probes/Families", FamilyRegistry.all.map { "\($0)" }),
    ("Sources/Examinations/Looks", ExaminationRegistry.all.map { "\($0)" }),
    ("Sources/Reports/Formats", FormatRegistry.all.map { "\($0)" }),
  ])
  func everyFileOfAFolderIsRegistered(_ folder: String, _ registered: [String]) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: folder).path)
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOf: Self.root.appending(path: "\(folder)/\(file)"), encoding: .utf8)
      let declared = text.matches(of: /package (?:enum|struct) (\w+): (?:ProbeFamily|Examination|ReportFormat)/)
      for one in declared { #expect(registered.contains(String(one.output.1)), "\(one.output.1) is in no registry") }
    }
  }
}
