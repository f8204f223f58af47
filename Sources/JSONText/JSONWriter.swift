extension JSONValue {
  /// The value on one line, without spaces.
  package var compact: String {
    var text = ""
    write(to: &text, indent: nil, depth: 0)
    return text
  }

  /// The value on lines of its own, indented by two spaces.
  package var pretty: String {
    var text = ""
    write(to: &text, indent: 2, depth: 0)
    return text
  }

  private func write(to text: inout String, indent: Int?, depth: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let value): text += Self.quoted(value)
    case .array(let values):
      Self.writeList("[", "]", values, to: &text, indent: indent, depth: depth) { value, text in
        value.write(to: &text, indent: indent, depth: depth + 1)
      }
    case .object(let members):
      Self.writeList("{", "}", members, to: &text, indent: indent, depth: depth) { member, text in
        text += Self.quoted(member.key) + (indent == nil ? ":" : ": ")
        member.value.write(to: &text, indent: indent, depth: depth + 1)
      }
    }
  }

  private static func writeList<Item>(
    _ open: String, _ close: String, _ items: [Item], to text: inout String, indent: Int?, depth: Int,
    item: (Item, inout String) -> Void
  ) {
    text += open
    for (index, value) in items.enumerated() {
      if index > 0 { text += "," }
      if let indent { text += "\n" + String(repeating: " ", count: indent * (depth + 1)) }
      item(value, &text)
    }
    if let indent, !items.isEmpty { text += "\n" + String(repeating: " ", count: indent * depth) }
    text += close
  }

  /// A string as JSON writes it.
  package static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\u{C}": text += "\\f"
      case "\0"..<" ":
        let hex = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
