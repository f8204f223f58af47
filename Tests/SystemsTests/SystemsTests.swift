import Assessment
import Foundation
import JSONText
import Judgement
import Probes
import Reports
import Settings
import Testing

/// Every variant of every complete system ends as its `expected-exit` says, for the reason that its `expected.json` names.
@Suite(.serialized) struct SystemsTests {
  @Test(arguments: try Variant.all())
  func variantEndsAsExpected(_ variant: Variant) async throws {
    let report = try await variant.run()
    let found = report.verdict.findings.map { "\($0.secret) \($0.principal.name) \($0.door): \($0.evidence)" }
    #expect(
      report.conclusion == variant.conclusion,
      "\(found.joined(separator: "\n")) \(report.verdict.unproven.prefix(5))")
    guard let expected = try variant.expectedFinding() else { return }
    let matching = report.verdict.findings.filter { $0.secret.description == expected["secret"]?.string }
    #expect(!matching.isEmpty, "no finding of \(expected["secret"]?.string ?? "?") among \(found)")
    #expect(
      matching.contains { finding in
        finding.reach.rawValue == expected["reach"]?.string
          && finding.causes.contains { $0.object.contains(expected["cause"]?.string ?? "") && $0.file != nil }
      },
      "\(matching.map { ($0.reach, $0.causes.map { "\($0.object): \($0.fact) \($0.file ?? "")" }) })")
    guard expected["repair"] != .bool(false) else { return }
    #expect(matching.contains { $0.repair?.verified == true }, "no verified repair: \(matching.map(\.repair))")
  }

  @Test func theSameSeedGivesTheSameReport() async throws {
    let variant = try #require(try Variant.all().first { $0.name.hasSuffix("two-table/sound") })
    let first = try await variant.run()
    var second = try await variant.run()
    second.run = first.run
    #expect(JSONFormat.render(first, style: RenderStyle()) == JSONFormat.render(second, style: RenderStyle()))
  }
}

/// One folder with a `trespass.toml` and the exit code it must end with.
struct Variant: Sendable, CustomTestStringConvertible {
  var name: String
  var folder: String
  var testDescription: String { name }

  static let systems = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "fixtures/systems").path

  static func all() throws -> [Variant] {
    let files = FileManager.default.enumerator(atPath: systems)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix("/expected-exit") }.map { String($0.dropLast("/expected-exit".count)) }.sorted()
      .map { Variant(name: $0, folder: systems + "/" + $0) }
  }

  var conclusion: Conclusion? {
    let text = try? String(contentsOfFile: folder + "/expected-exit", encoding: .utf8)
    return switch text?.first {
    case "0": .proved
    case "1": .leaked
    case "3": .unproven
    default: nil
    }
  }

  func expectedFinding() throws -> JSONValue? {
    guard let text = try? String(contentsOfFile: folder + "/expected.json", encoding: .utf8) else { return nil }
    return try JSONValue(parsing: text)
  }

  func run() async throws -> Report {
    var options = RunOptions()
    options.seed = "5eed"
    return try await Assessment(settings: try ProjectSettings.load(file: folder + "/trespass.toml"), options: options)
      .run()
  }
}
