import Assessment
import Foundation
import JSONText
import Judgement
import Probes
import Reports
import SQLText
import Settings
import Testing

/// A folder of `fixtures/cases`: a database, its settings, and what a run must say of it.
struct Case: Sendable, CustomTestStringConvertible {
  enum Expectation: Sendable {
    case leak(Leak)
    case clean
    /// The run cannot prove it, and names what it could not try.
    case unproven(naming: String)
    /// The settings or the SQL are at fault, and the error says where.
    case refused(saying: String)
    /// People differ on whether it is a leak; it must be decided all the same.
    case ambiguous
  }

  /// What makes a finding the one that the case is about.
  struct Leak: Sendable {
    var reach: Reach
    var tables: [String]
    /// The statement that brings the secret out: it names the door.
    var statement: String

    func explains(_ finding: Finding) -> Bool {
      tables.contains(finding.secret.relation.description) && finding.reach <= reach && names(finding)
    }

    /// Whether the statement names the door, or an object of the chain behind it.
    private func names(_ finding: Finding) -> Bool {
      if finding.claim == .noStandingExposure || finding.claim == .noResidue { return true }
      let door = finding.door.description.prefix { $0 != "(" }.split(separator: ".").last.map(String.init) ?? ""
      return finding.door == .root || statement.contains(door.replacing("\"", with: ""))
    }
  }

  var name: String
  var expectation: Expectation
  var testDescription: String { name }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "fixtures/cases").path

  static func all() throws -> [Case] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasSuffix(".sql") && !$0.hasSuffix(".md") }
      .sorted().map(named)
  }

  static func named(_ name: String) throws -> Case {
    let text = try String(contentsOfFile: "\(folder)/\(name)/expected.json", encoding: .utf8)
    let expected = try JSONValue(parsing: text)
    return Case(name: name, expectation: try expectation(expected))
  }

  private static func expectation(_ expected: JSONValue) throws -> Expectation {
    switch expected["expect"]?.string {
    case "leak": break
    case "unproven": return .unproven(naming: expected["what"]?.string ?? "")
    case "refused": return .refused(saying: expected["error"]?.string ?? "")
    default: return expected["ambiguous"] == nil ? .clean : .ambiguous
    }
    let reach = try #require(expected["reach"]?.string.flatMap { Reach(rawValue: $0) })
    let tables = (expected["secrets"]?.elements ?? []).compactMap(\.string)
    let statement = [expected["sql"]?.string, expected["request"]?.string].compactMap(\.self).joined(separator: " ")
    return .leak(Leak(reach: reach, tables: tables, statement: statement))
  }

  func run(only family: String? = nil) async throws -> Report {
    var options = RunOptions()
    options.seed = "5eed"
    options.only = family.map { [$0] } ?? []
    let assessment = Assessment(
      settings: try ProjectSettings.load(file: "\(Self.folder)/\(name)/trespass.toml"), options: options)
    return try await Turn.shared.hold { try await assessment.run() }
  }
}
