import Foundation
import JSONText
import PostgREST

/// One recorded request with its answer.
struct Vector {
  var json: JSONValue

  var id: String { json["id"]?.string ?? "" }
  var area: String { json["area"]?.string ?? "" }
  var configuration: String { json["config"]?.string ?? "" }
  var principal: JSONValue { json["principal"] ?? .null }
  var url: String { json["url"]?.string ?? "" }
  var response: JSONValue { json["response"] ?? .null }

  /// As a difference names it.
  var name: String { "\(id) \(principal["name"]?.string ?? "") \(json["method"]?.string ?? "") \(url)" }

  var http: HTTPRequest {
    let body = json["body"]?.string.map(Self.bytes)
    var headers = (json["headers"]?.members ?? []).map { Header($0.key, $0.value.string ?? "") }
    // The client of the recording counted what it sent, and policies may read that header too.
    if let body { headers.append(Header("Content-Length", "\(body.count)")) }
    return HTTPRequest(method: json["method"]?.string ?? "", url: url, headers: headers, body: body)
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

  var status: Int {
    guard case .number(let digits)? = response["status"] else { return 0 }
    return Int(digits) ?? 0
  }

  /// PostgREST's code or Postgres' where the answer is an error.
  var code: String? { response["code"]?.string }

  /// Only Postgres gives an SQLSTATE, and all that is no refusal but the methods of a resource come from it.
  var saysTheDatabaseWasAsked: Bool {
    if (json["pg_error"] ?? .null) != .null { return true }
    if let code { return !code.hasPrefix("PGRST") }
    return status < 300 && json["method"]?.string != "OPTIONS"
  }
}
