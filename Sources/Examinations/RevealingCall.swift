internal import JSONText
internal import PostgREST
internal import Probes

/// A call that brought a secret out, and how it asked for it.
struct RevealingCall: Sendable {
  var request: Request
  var principal: Principal

  init(_ request: Request, by principal: Principal) {
    self.request = request
    self.principal = principal
  }

  /// The method and what is passed: flags and short words by value, keys by being there, arrays by how many they are.
  var shape: String { ([request.method.rawValue] + passed.map { "\($0.key)=\($0.value.form)" }).joined(separator: " ") }

  /// The arrays that are passed, by the name of the parameter.
  var elements: [String: [JSONValue]] {
    Dictionary(passed.compactMap { member in member.value.elements.map { (member.key, $0) } }) { first, _ in first }
  }

  /// The same call with other arrays; nil where it passes none of them.
  func passing(_ arrays: [String: [JSONValue]]) -> RevealingCall? {
    let known = elements
    guard let members = body?.members, !known.isEmpty else { return nil }
    var call = self
    call.request.payload = .json(
      .object(members.map { .init($0.key, known[$0.key] == nil ? $0.value : .array(arrays[$0.key] ?? [])) }))
    return call
  }

  private var body: JSONValue? {
    request.payload?.json
  }

  private var passed: [JSONValue.Member] {
    request.arguments.map { .init($0.name, .string($0.value)) } + (body?.members ?? [])
  }
}

extension JSONValue {
  /// What of an argument may make a function take another way.
  fileprivate var form: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let digits): digits.count < 6 ? digits : "a number"
    case .string(let text): text.count < 12 ? text : text.first == "{" ? "\(text.count { $0 == "," }) commas" : "a text"
    case .array(let values): values.count > 1 ? "many" : "\(values.count)"
    case .object(let members): members.map { "\($0.key): \($0.value.form)" }.sorted().joined(separator: ", ")
    }
  }
}
