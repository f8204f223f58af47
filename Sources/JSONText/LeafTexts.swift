extension JSONValue {
  /// The texts and numbers at and below this value.
  package var leafTexts: [String] {
    switch self {
    case .null, .bool: []
    case .string(let text), .number(let text): [text]
    case .array(let values): values.flatMap(\.leafTexts)
    case .object(let members): members.flatMap(\.value.leafTexts)
    }
  }
}
