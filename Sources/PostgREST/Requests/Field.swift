/// One arrow of a JSON path, as in `->key`, `->>key` or `->0`.
package struct JSONStep: Hashable, Sendable {
  package enum Operand: Hashable, Sendable {
    case key(String)
    /// The digits with their sign, which PostgREST keeps: `+0`, `-1`.
    case index(String)
  }

  /// True for `->>`, which ends in text.
  package var asText: Bool
  package var operand: Operand

  package init(asText: Bool, _ operand: Operand) {
    self.asText = asText
    self.operand = operand
  }

  package static func key(_ name: String, asText: Bool = false) -> JSONStep { JSONStep(asText: asText, .key(name)) }
  package static func index(_ index: Int, asText: Bool = false) -> JSONStep {
    JSONStep(asText: asText, .index(index < 0 ? String(index) : "+\(index)"))
  }
}

/// A column (or whatever Postgres finds under that name) with a JSON path into it.
package struct Field: Hashable, Sendable, ExpressibleByStringLiteral {
  package var name: String
  package var path: [JSONStep]

  package init(_ name: String, path: [JSONStep] = []) {
    self.name = name
    self.path = path
  }

  package init(stringLiteral value: String) { self.init(value) }
}
