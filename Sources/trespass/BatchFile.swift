import Assessment
import Execution
import FoundationEssentials
import JSONText
import PostgREST

/// The requests of `trespass request --batch`.
enum BatchFile {
  /// - Throws: ``BatchError`` with the line that is no request.
  static func read(_ path: String) throws -> [BatchLine] {
    let data = path == "-" ? Self.standardInput() : try Data(contentsOf: URL(filePath: path))
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    return try lines.enumerated().compactMap { number, line in
      if line.allSatisfy(\.isWhitespace) { return nil }
      do throws(JSONSyntaxError) {
        return try BatchLine(JSONValue(parsing: String(line)), line: number + 1)
      } catch {
        throw BatchError(line: number + 1, message: "\(error)")
      }
    }
  }

  private static func standardInput() -> Data {
    var text = ""
    while let line = readLine(strippingNewline: false) { text += line }
    return Data(text.utf8)
  }
}

/// A line of a batch that cannot be read.
struct BatchError: Error, CustomStringConvertible {
  /// 1-based.
  var line: Int
  var message: String
  var description: String { "line \(line) of the batch: \(message)" }
}

/// One request of a batch.
struct BatchLine {
  private let id: JSONValue
  let request: HTTPRequest
  private let principal: JSONValue?

  init(_ json: JSONValue, line: Int) throws(JSONSyntaxError) {
    id = json["id"] ?? .null
    request = HTTPRequest(
      method: json["method"]?.string ?? "GET", url: json["url"]?.string ?? "/",
      headers: (json["headers"]?.members ?? []).map { Header($0.key, $0.value.string ?? $0.value.compact) },
      body: json["body"].flatMap(Self.bytes))
    principal = json["principal"]
  }

  private static func bytes(_ body: JSONValue) -> [UInt8]? {
    switch body {
    case .null: return nil
    case .string(let text):
      guard text.hasPrefix("base64:"), let data = Data(base64Encoded: String(text.dropFirst(7))) else {
        return Array(text.utf8)
      }
      return Array(data)
    default: return Array(body.compact.utf8)
    }
  }

  func caller(at answerer: RequestAnswerer) throws -> Caller {
    guard let members = principal?.members else { return try answerer.caller(named: principal?.string) }
    let claims = principal?["claims"]
    let headers = members.last { $0.key == "headers" }?.value.members ?? []
    return Caller(
      role: principal?["role"]?.string ?? answerer.anonRole, claims: claims == .null ? nil : claims,
      headers: headers.map { Header($0.key, $0.value.string ?? "") })
  }

  /// The answer as the contract has it: the body as JSON where it is JSON.
  func answer(_ exchanged: Answering.Exchanged) -> JSONValue {
    let response = exchanged.response
    // A client reads the code in the body; of a refused HEAD it sees the status alone.
    let code = response.body.isEmpty ? nil : response.code
    return [
      "id": id, "status": JSONValue(response.status), "code": JSONValue(code),
      "headers": .object(response.headers.map { .init($0.name, .string($0.value)) }), "body": response.jsonBody,
      "sql": .array(exchanged.sql.map { .string($0) }),
    ]
  }
}

extension Response {
  fileprivate var jsonBody: JSONValue {
    if body.isEmpty { return .null }
    guard headers[named: "content-type"]?.contains("json") == true, let value = try? JSONValue(parsing: body) else {
      return .string(body)
    }
    return value
  }
}
