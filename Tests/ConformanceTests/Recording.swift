import Catalog
import Foundation
import JSONText
import PostgREST
import SQLText

/// What a real PostgREST answered, from `fixtures/conformance/`.
enum Recording {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "fixtures/conformance")

  /// A recording that cannot be read: no test that compares with it may pass.
  struct Unreadable: Error, CustomStringConvertible {
    var description: String
  }

  static func text(_ file: String) throws -> String {
    let unpack = Process()
    let output = Pipe()
    unpack.executableURL = URL(filePath: "/usr/bin/env")
    unpack.arguments = ["gzip", "-dc", folder.appending(path: file).path(percentEncoded: false)]
    unpack.standardOutput = output
    try unpack.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    unpack.waitUntilExit()
    guard unpack.terminationStatus == 0, !data.isEmpty else { throw Unreadable(description: "\(file) does not unpack") }
    return String(decoding: data, as: UTF8.self)
  }

  /// The recorded requests, read once.
  static var vectors: [Vector] { get throws { try loadedVectors.get() } }
  /// The SQL that the vectors refer to, read once.
  static var statements: [String: String] { get throws { try loadedStatements.get() } }

  private static let loadedVectors = Result { try lines("vectors.jsonl.gz").map(Vector.init) }
  private static let loadedStatements = Result {
    Dictionary(
      uniqueKeysWithValues: try lines("statements.jsonl.gz").map {
        guard let reference = $0["ref"]?.string, let sql = $0["sql"]?.string else {
          throw Unreadable(description: "a statement without its text: \($0.compact)")
        }
        return (reference, sql)
      })
  }

  private static func lines(_ file: String) throws -> [JSONValue] {
    try text(file).split(separator: "\n").map { try JSONValue(parsing: String($0)) }
  }

  static let configurations = ["main", "plan", "limits"]

  /// The recorded requests of a configuration that a model can be asked: never none.
  static func inProcess(_ configuration: String) throws -> [Vector] {
    let chosen = try vectors.filter { $0.configuration == configuration && $0.isInProcess }
    guard !chosen.isEmpty else { throw Unreadable(description: "nothing is recorded of \(configuration)") }
    return chosen
  }

  static func settings(_ configuration: String) -> APISettings {
    var settings = APISettings()
    settings.schemas = ["api", "api2"]
    settings.extraSearchPath = ["extensions"]
    settings.anonRole = "anon"
    settings.transactionEnd = .rollbackAllowOverride
    settings.openAPIServerProxy = "http://conformance.test/"
    settings.appSettings = ["REGION": "north"]
    switch configuration {
    case "plan":
      settings.plan = true
      settings.aggregates = true
    case "limits":
      settings.maxRows = 2
      settings.preRequest = QualifiedName("api", "pre_check")
      settings.openAPIMode = .ignorePrivileges
    default: break
    }
    return settings
  }

  static let facts = SessionFacts(
    roleSettings: [
      "anon": [.init("statement_timeout", "3s")], "authenticated": [.init("statement_timeout", "8s")],
      "auditor": [.init("search_path", "api2, extensions")],
    ], isolationLevels: ["auditor": "repeatable read"])
}
