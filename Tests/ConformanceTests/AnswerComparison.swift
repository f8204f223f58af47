import Foundation
import JSONText
import PostgREST

/// How an answer differs from the recorded one.
struct AnswerComparison {
  private let vector: Vector
  private let recorded: JSONValue
  private let answered: Response

  init(_ vector: Vector, _ answered: Response) {
    self.vector = vector
    self.answered = answered
    recorded = vector.response
  }

  var difference: String? {
    let isHead = vector.http.method == "HEAD"
    let code = JSONValue(isHead ? nil : answered.code)
    if recorded["status"] != JSONValue(answered.status) || recorded["code"] != code {
      return
        "\(answered.status) \(code.compact) for \(recorded["status"]?.compact ?? "") \(recorded["code"]?.compact ?? "")"
    }
    return HeaderComparison(vector, answered).difference ?? bodyDifference
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
