internal import Catalog
internal import JSONText
internal import PostgREST

/// What a parameter's type takes.
struct ValueTypes: Sendable {
  private let definitions: [String: TypeDefinition]
  private let catalog: CatalogSnapshot

  init(_ catalog: CatalogSnapshot) {
    self.catalog = catalog
    definitions = Dictionary(catalog.types.map { ($0.displayName, $0) }) { first, _ in first }
  }

  /// The type below domains, as `format_type` prints it.
  func base(of type: String) -> String {
    guard let definition = definitions[type], definition.kind == .domain,
      let below = catalog.type(definition.domainBase)
    else { return type }
    return base(of: below.displayName)
  }

  func labels(of type: String) -> [String] { definitions[base(of: type)]?.enumLabels ?? [] }

  /// The columns of a composite type, or of a table's row type, by its name with or without the schema.
  func columns(of type: String) -> [Column] {
    let named = definitions[type].flatMap { catalog.relation($0.relation) }
    return (named ?? catalog.relations.first { "\($0.name)" == type })?.columns ?? []
  }

  func isText(_ type: String) -> Bool {
    let type = base(of: type)
    return ["text", "name", "citext"].contains { type == $0 || type.hasSuffix("." + $0) } || type.hasPrefix("character")
  }

  func element(of type: String) -> String? { type.hasSuffix("[]") ? String(type.dropLast(2)) : nil }

  /// Whether a stored value can be passed; a text takes a number and a key as well.
  func fits(_ value: JSONValue, _ type: String) -> Bool {
    let type = base(of: type)
    let labels = labels(of: type)
    return switch value {
    case .null: false
    case .number: Self.isNumber(type) || isText(type)
    case .bool: type == "boolean"
    case .string(let text):
      if !labels.isEmpty {
        labels.contains(text)
      } else if type == "uuid" {
        Self.isUUID(text)
      } else {
        isText(type) || Self.takesText(type, text)
      }
    case .array: type.hasSuffix("[]") || type.hasPrefix("json")
    case .object: type.hasPrefix("json")
    }
  }

  /// Values that a type takes, whatever they mean; never empty.
  func fallbacks(for type: String) -> [JSONValue] {
    let labels = labels(of: type)
    if !labels.isEmpty { return labels.map { .string($0) } }
    switch base(of: type) {
    case "uuid": return ["00000000-0000-4000-8000-000000000000"]
    case "boolean": return [true, false]
    case "json", "jsonb": return [[:], []]
    case "bytea": return ["\\x00"]
    case "interval": return ["100 years", "1 second"]
    case "jsonpath": return ["$", "$.**"]
    case "tsquery": return ["a:*"]
    case "inet", "cidr": return ["127.0.0.1"]
    case "point": return ["(0,0)"]
    case "xml": return ["<a/>"]
    case let type where Self.isNumber(type): return [1, 100, 0]
    case let type where type.hasSuffix("[]"): return [.array([])]
    case let type where Self.isMoment(type): return Self.moments
    case let type where type.hasPrefix("time"): return ["00:00", "23:59"]
    case "daterange", "tsrange", "tstzrange": return ["[1970-01-01,2100-01-01)"]
    case let type where type.hasSuffix("range"): return ["[0,1000000)"]
    case let type where !columns(of: type).isEmpty: return [[:]]
    default: return ["a", ""]
    }
  }

  static func isMoment(_ type: String) -> Bool { type == "date" || type.hasPrefix("timestamp") }

  /// Before and after everything that a row may hold.
  static let moments: [JSONValue] = ["1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z"]

  static func isNumber(_ type: String) -> Bool {
    ["integer", "bigint", "smallint", "numeric", "real", "double precision", "oid"].contains { type.hasPrefix($0) }
      && !type.hasSuffix("[]")
  }

  static func isUUID(_ text: String) -> Bool {
    text.utf8.count == 36
      && text.utf8.enumerated().allSatisfy { place, byte in
        [8, 13, 18, 23].contains(place)
          ? byte == UInt8(ascii: "-") : Character(UnicodeScalar(byte)).isHexDigit
      }
  }

  private static func takesText(_ type: String, _ text: String) -> Bool {
    if type.hasPrefix("timestamp") || type == "date" {
      return text.prefix(4).allSatisfy(\.isNumber) && text.count >= 10
    }
    return type == "inet" || type == "bytea" && text.hasPrefix("\\x")
  }
}
