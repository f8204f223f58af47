import Assessment
import Execution
import Foundation
import JSONText
import PostgREST
import Settings
import Testing

/// Over a server of its own: every recorded request is answered as the recorded PostgREST answered.
@Suite(.serialized) struct AnswerTests {
  /// Requests whose recorded answer no model can give, with the reason.
  private static let exceptions: [String: String] = [
    "P27-022": "without an order, groups of an enum come in the order of a hash over the enum's OIDs",
    "P33-021": "times and blocks of an analyzed plan are masked in the recording",
    "P33-023": "times and blocks of an analyzed plan are masked in the recording",
    "P40-002": "asked on the port for administration",
    "P40-003": "asked on the port for administration",
    "P40-004": "asked on the port for administration",
    "P41-011": "the recording set a sequence before the request",
    "P41-012": "the recording set a sequence before the request",
  ]

  @Test(.timeLimit(.minutes(5)), arguments: Recording.configurations)
  func everyRecordedRequestIsAnsweredTheSame(_ configuration: String) async throws {
    let vectors = Recording.vectors.filter {
      $0.configuration == configuration && $0.isInProcess
    }
    let file = Recording.folder.appending(path: "\(configuration).toml").path(percentEncoded: false)
    let answerer = try await RequestAnswerer.open(ProjectSettings.load(file: file))
    var differences: [String] = []
    for vector in vectors where Self.exceptions[vector.id] == nil {
      let answer = try await answerer.answer(vector.http, as: vector.caller)
      if let difference = AnswerComparison(vector, answer.response).difference {
        differences.append("\(vector.id) \(vector.principal["name"]?.string ?? "") \(vector.url): \(difference)")
      }
    }
    await answerer.close()
    #expect(
      differences.isEmpty,
      "\(differences.count) of \(vectors.count) differ:\n\(differences.prefix(8).joined(separator: "\n"))")
  }
}

/// How an answer differs from the recorded one.
struct AnswerComparison {
  private let vector: Vector
  private let recorded: JSONValue
  private let answered: Response

  init(_ vector: Vector, _ answered: Response) {
    self.vector = vector
    self.answered = answered
    recorded = vector.json["response"] ?? .null
  }

  var difference: String? {
    let isHead = vector.http.method == "HEAD"
    let code = JSONValue(isHead ? nil : answered.code)
    if recorded["status"] != JSONValue(answered.status) || recorded["code"] != code {
      return
        "\(answered.status) \(code.compact) for \(recorded["status"]?.compact ?? "") \(recorded["code"]?.compact ?? "")"
    }
    let range = JSONValue(answered.headers[named: "content-range"])
    if (recorded["content_range"] ?? .null) != range { return "content-range \(range.compact)" }
    let location = JSONValue(answered.headers[named: "location"])
    if (recorded["headers"]?["location"] ?? .null) != location { return "location \(location.compact)" }
    return bodyDifference
  }

  private var bodyDifference: String? {
    let body = recorded["body"] ?? .null
    if body == .null || body == "" { return ["", "null", "\"\""].contains(answered.body) ? nil : "a body" }
    let isJSON = answered.headers[named: "content-type"]?.contains("json") == true
    guard isJSON, let value = try? JSONValue(parsing: answered.body) else {
      return Self.masked(body.string ?? "") == Self.masked(answered.body) ? nil : "text \(answered.body.prefix(200))"
    }
    if case .string(let text) = body, case .string(let other) = value {
      return Self.masked(text) == Self.masked(other) ? nil : "text \(other.prefix(200))"
    }
    let isOrdered = vector.url.contains("order=")
    let (want, got) = (canonical(body, isOrdered), canonical(value, isOrdered))
    return want == got ? nil : "body \(got.compact.prefix(300)) for \(want.compact.prefix(300))"
  }

  /// Numbers in plans and other texts depend on the server.
  private static func masked(_ text: String) -> String {
    text.replacing(/#|[\d.]+/, with: "#").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func canonical(_ value: JSONValue, _ isOrdered: Bool) -> JSONValue {
    let scrubbed = Self.scrubbed(value)
    guard case .array(let rows) = scrubbed, !isOrdered else { return scrubbed }
    return .array(rows.sorted { $0.compact < $1.compact })
  }

  /// Keys once and in order, numbers by value, transaction and object ids masked.
  private static func scrubbed(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let values): return .array(values.map(scrubbed))
    case .object(let members):
      let last = Dictionary(members.map { ($0.key, $0.value) }) { _, last in last }
      return .object(last.map { .init($0, scrubbed($1, under: $0)) }.sorted { $0.key < $1.key })
    case .number(let digits): return Double(digits).map { .number(String($0)) } ?? value
    default: return value
    }
  }

  private static func scrubbed(_ value: JSONValue, under key: String) -> JSONValue {
    if ["xmin", "xmax", "cmin", "cmax"].contains(key) { return "<xid>" }
    if key == "tableoid", let text = value.string, Int(text) != nil { return "<oid>" }
    return scrubbed(value)
  }
}
