import Foundation
import JSONText
import Reports
import Testing

/// Every format against its recorded output; `TRESPASS_RECORD=1 swift test --filter GoldenTests` records anew, and fails.
@Suite struct GoldenTests {
  static let cases = FormatRegistry.all.flatMap { format in CannedReports.all.map { (format.name, $0.name) } }

  @Test(arguments: cases)
  func formatMatchesItsGolden(_ format: String, _ report: String) throws {
    let canned = try #require(CannedReports.all.first { $0.name == report }?.report)
    let rendered = try #require(FormatRegistry.format(named: format)).render(canned, style: RenderStyle())
    let golden = Self.folder + "/\(format)-\(report).golden"
    if ProcessInfo.processInfo.environment["TRESPASS_RECORD"] == "1" {
      try rendered.write(toFile: golden, atomically: true, encoding: .utf8)
      Issue.record("recorded \(golden): look at the difference, then run without TRESPASS_RECORD")
    }
    #expect(try String(contentsOfFile: golden, encoding: .utf8) == rendered)
  }

  @Test func noLineOfTextIsWiderThanThePage() throws {
    for (_, report) in CannedReports.all {
      for line in TextFormat.render(report, style: RenderStyle(width: 80)).split(separator: "\n")
      where !line.contains("/firms") {
        #expect(line.count <= 80, "\(line)")
      }
    }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "fixtures/goldens").path
}

/// The keys that CONTRACT promises, with the type of each.
@Suite struct JSONContractTests {
  private static let finding = [
    "id", "family", "claim", "channel", "secret", "principal", "reach", "request", "curl", "sql", "evidence", "cause",
    "repair",
  ]

  @Test func everyPromisedKeyIsThere() throws {
    let text = JSONFormat.render(try #require(CannedReports.all.last?.report), style: RenderStyle())
    let report = try JSONValue(parsing: text)
    #expect(report["schema"] == "trespass-report/1")
    let promised = [
      ("run", ["seed", "started", "seconds", "shard", "settings"]),
      ("database", ["postgres", "catalog", "baseline", "default_privileges", "migrations"]),
      ("coverage", ["relations", "columns", "relationships", "functions", "computed_fields", "skipped"]),
      ("probes", ["planned", "executed", "denied", "empty", "answered", "errored", "timed_out"]),
      ("controls", ["canaries_planted", "canaries_seen", "families", "failed"]),
    ]
    for (object, keys) in promised {
      for key in keys { #expect(report[object]?[key] != nil, "\(object).\(key)") }
    }
    for key in ["tool", "api", "principals", "secrets", "verdict", "findings", "allowed", "unproven"] {
      #expect(report[key] != nil)
    }
    for key in Self.finding { #expect(report["findings"]?[0]?[key] != nil, "findings.\(key)") }
  }

  @Test func outcomesAddUpToWhatWasExecuted() throws {
    let report = try JSONValue(
      parsing: JSONFormat.render(try #require(CannedReports.all.last?.report), style: RenderStyle()))
    func number(_ key: String) -> Int {
      if case .number(let digits)? = report["probes"]?[key] { Int(digits) ?? -1 } else { -1 }
    }
    #expect(number("executed") == ["denied", "empty", "answered", "errored", "timed_out"].map(number).reduce(0, +))
  }
}
