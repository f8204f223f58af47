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
    /// The door that lets the secret out, a function without its arguments.
    var door: String

    func explains(_ finding: Finding) -> Bool {
      tables.contains(finding.secret.relation.description) && finding.reach <= reach && door == finding.door.name
    }
  }

  var name: String
  var expectation: Expectation
  var testDescription: String { name }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "fixtures/cases").path

  /// All of them, or those that `TRESPASS_CASES` names with commas between them.
  static func all() throws -> [Case] {
    let chosen = ProcessInfo.processInfo.environment["TRESPASS_CASES"]?.split(separator: ",").map(String.init)
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { !$0.hasSuffix(".sql") && !$0.hasSuffix(".md") }
      .filter { chosen?.contains($0) ?? true }.sorted().map(named)
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
    return .leak(Leak(reach: reach, tables: tables, door: try door(expected)))
  }

  /// What `door` names, else the one object that the statement names.
  private static func door(_ expected: JSONValue) throws -> String {
    if let door = expected["door"]?.string { return door }
    let named = StatementNames(in: expected["sql"]?.string ?? "").names
    try #require(named.count == 1, "expected.json must say by `door` which of \(named) is the door")
    return named[0].description
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
