internal import JSONText

/// The body of a request, read as far as PostgREST reads it before it plans.
struct ReadPayload: Hashable, Sendable {
  /// What Postgres gets.
  var bytes: [UInt8] = []
  /// The keys of the object or of every object of the array, or what `columns=` names; sorted.
  var keys: [String] = []
  /// The pairs of a form.
  var pairs: [Request.Argument] = []
}

extension Request {
  var contentType: MediaType { payload?.contentType.map { MediaType(parsing: $0) } ?? .json }

  /// - Throws: PGRST102 for a body that does not parse or whose rows differ in their keys.
  func readPayload() throws(APIError) -> ReadPayload {
    guard carriesPayload else { return ReadPayload() }
    let bytes = payload?.bytes ?? []
    switch contentType {
    case .json:
      guard let columns, method != .put else { return try Self.jsonPayload(bytes, isCall: isCall) }
      return ReadPayload(bytes: bytes, keys: Set(columns).sortedAsText)
    case .csv: return try CSVDocument(bytes).payload()
    case .urlEncoded: return try Self.formPayload(bytes, isCall: isCall)
    case .textPlain, .textXML, .octetStream:
      guard isCall else { throw .payload("Content-Type not acceptable: \(contentType.name)") }
      return ReadPayload(bytes: bytes)
    default: throw .payload("Content-Type not acceptable: \(contentType.name)")
    }
  }

  var isCall: Bool { if case .routine = resource { true } else { false } }

  private var carriesPayload: Bool { isCall ? method == .post : writes && method != .delete }

  private static func jsonPayload(_ bytes: [UInt8], isCall: Bool) throws(APIError) -> ReadPayload {
    if bytes.isEmpty, isCall { return ReadPayload(bytes: bytes) }
    guard let text = String(validating: bytes, as: UTF8.self), let value = try? JSONValue(parsing: text) else {
      throw .payload("Empty or invalid json")
    }
    guard let keys = try uniformKeys(of: value) else { return ReadPayload(bytes: Array("[]".utf8)) }
    return ReadPayload(bytes: bytes, keys: keys)
  }

  /// nil for what holds no object, which PostgREST cuts down to an empty array.
  private static func uniformKeys(of value: JSONValue) throws(APIError) -> [String]? {
    if let members = value.members { return Set(members.map(\.key)).sortedAsText }
    guard let elements = value.elements, let first = elements.first else { return nil }
    guard let members = first.members else { throw .payload("All object keys must match") }
    let keys = Set(members.map(\.key))
    guard elements.allSatisfy({ $0.members.map { Set($0.map(\.key)) } == keys }) else {
      throw .payload("All object keys must match")
    }
    return keys.sortedAsText
  }

  private static func formPayload(_ bytes: [UInt8], isCall: Bool) throws(APIError) -> ReadPayload {
    let text = String(decoding: bytes, as: UTF8.self)
    let pairs = try QueryString(parsing: text[...]).parameters.map { Argument($0.key, $0.value ?? "") }
    let keys = Set(pairs.map(\.name)).sortedAsText
    if isCall { return ReadPayload(keys: keys, pairs: pairs) }
    var object = JSONValue.object([])
    for pair in pairs { object = object.setting(pair.name, .string(pair.value)) }
    return ReadPayload(bytes: Array(object.compact.utf8), keys: keys)
  }
}
