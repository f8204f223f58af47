import Catalog
import Foundation
import JSONText
import PostgREST
import SQLText

/// What a real PostgREST answered, from `fixtures/conformance/`.
enum Recording {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "fixtures/conformance")

  static func text(_ file: String) throws -> String {
    let unpack = Process()
    let output = Pipe()
    unpack.executableURL = URL(filePath: "/usr/bin/env")
    unpack.arguments = ["gzip", "-dc", folder.appending(path: file).path(percentEncoded: false)]
    unpack.standardOutput = output
    try unpack.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    unpack.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// The recorded requests, read once.
  static let vectors = (try? lines("vectors.jsonl.gz").map(Vector.init)) ?? []

  static func lines(_ file: String) throws -> [JSONValue] {
    try text(file).split(separator: "\n").map { try JSONValue(parsing: String($0)) }
  }

  static let configurations = ["main", "plan", "limits"]

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

/// One recorded request with its answer.
struct Vector {
  var json: JSONValue

  var id: String { json["id"]?.string ?? "" }
  var area: String { json["area"]?.string ?? "" }
  var configuration: String { json["config"]?.string ?? "" }
  var principal: JSONValue { json["principal"] ?? .null }
  var url: String { json["url"]?.string ?? "" }

  var http: HTTPRequest {
    let headers = (json["headers"]?.members ?? []).map { Header($0.key, $0.value.string ?? "") }
    return HTTPRequest(
      method: json["method"]?.string ?? "", url: url, headers: headers, body: json["body"]?.string.map(Self.bytes))
  }

  private static func bytes(_ body: String) -> [UInt8] {
    guard body.hasPrefix("base64:") else { return Array(body.utf8) }
    return Data(base64Encoded: String(body.dropFirst(7))).map(Array.init) ?? []
  }

  var caller: Caller {
    let claims = principal["claims"]
    return Caller(role: principal["role"]?.string ?? "", claims: claims == .null ? nil : claims)
  }

  /// In process there is no token that could be refused.
  var isInProcess: Bool {
    Recording.configurations.contains(configuration) && principal["role"]?.string != nil
  }
}
