/// A JSON value that keeps what a reader may care about: the order of keys, repeated keys, and numbers as they were written.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// The digits as they stood in the text: `1.10` is not `1.1`.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  package struct Member: Hashable, Sendable {
    package var key: String
    package var value: JSONValue

    package init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// Reads JSON text.
  ///
  /// - Throws: ``JSONSyntaxError`` with the byte where the text stops being JSON.
  package init(parsing text: String) throws(JSONSyntaxError) {
    var parser = JSONParser(text)
    self = try parser.document()
  }

  /// The last value of a key of an object, as jsonb keeps it; nil elsewhere.
  package subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members.last { $0.key == key }?.value } else { nil }
  }

  package subscript(index: Int) -> JSONValue? {
    if case .array(let values) = self, values.indices.contains(index) { values[index] } else { nil }
  }

  package var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  package var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  package var elements: [JSONValue]? {
    if case .array(let values) = self { values } else { nil }
  }

  /// The object with a key set, replacing an earlier value in its place.
  package func setting(_ key: String, _ value: JSONValue) -> JSONValue {
    var members = self.members ?? []
    if let index = members.lastIndex(where: { $0.key == key }) {
      members[index].value = value
    } else {
      members.append(Member(key, value))
    }
    return .object(members)
  }

  /// The document with a value at the end of a path of keys, objects made on the way.
  package func setting(_ path: ArraySlice<String>, _ value: JSONValue) -> JSONValue {
    guard let key = path.first else { return value }
    let below = self[key].flatMap { $0.members == nil ? nil : $0 } ?? [:]
    return setting(key, below.setting(path.dropFirst(), value))
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int) { self = .number(String(value)) }
  package init(nilLiteral: ()) { self = .null }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }

  package init(_ value: Int) { self = .number(String(value)) }
  package init(_ value: String?) { self = value.map { .string($0) } ?? .null }
}
