/// How the parts of a request are written, quoted where the grammar needs it.
enum Spelling {
  static func select(_ items: [SelectItem]) -> String {
    items.map { item in
      switch item {
      case .field(let field): self.field(field)
      case .embed(let embed): self.embed(embed)
      }
    }.joined(separator: ",")
  }

  private static func field(_ field: SelectedField) -> String {
    var text = field.alias.map { name($0) + ":" } ?? ""
    if field.aggregate == .count, field.field == "*" {
      text += "count()"
    } else {
      text += field.field == "*" ? "*" : self.field(field.field)
      text += field.cast.map { "::\($0)" } ?? ""
      text += field.aggregate.map { ".\($0.rawValue)()" } ?? ""
    }
    return text + (field.aggregateCast.map { "::\($0)" } ?? "")
  }

  private static func embed(_ embed: Embed) -> String {
    var text = embed.spread ? "..." : ""
    text += embed.alias.map { name($0) + ":" } ?? ""
    text += name(embed.target)
    text += embed.hint.map { "!" + name($0) } ?? ""
    text += embed.join.map { "!\($0.rawValue)" } ?? ""
    return text + "(\(select(embed.items)))"
  }

  static func field(_ field: Field) -> String { name(field.name) + field.path.map(step).joined() }

  private static func step(_ step: JSONStep) -> String {
    let arrow = step.asText ? "->>" : "->"
    switch step.operand {
    case .index(let index): return arrow + (index.hasPrefix("+") ? String(index.dropFirst()) : index)
    case .key(let key):
      let isPlain = !key.isEmpty && key.unicodeScalars.allSatisfy { !"(-:.,>)\"\\ ".unicodeScalars.contains($0) }
      return arrow + (isPlain && Int(key) == nil ? key : quoted(key))
    }
  }

  /// A name, quoted unless it reads back bare.
  static func name(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && (UInt8(ascii: scalar).isASCIILetterOrDigit || "_$".unicodeScalars.contains(scalar))
    }
    return isPlain && !name.isEmpty ? name : quoted(name)
  }

  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  static func path(_ embeds: [String], _ last: String) -> String { (embeds.map(name) + [last]).joined(separator: ".") }

  /// The left side of a filter or an argument; a name that PostgREST would take for a parameter of its own is quoted.
  static func key(_ embeds: [String], _ field: Field) -> String {
    let spelled = reserved.contains(field.name) ? quoted(field.name) : name(field.name)
    return path(embeds, spelled + field.path.map(step).joined())
  }

  private static let reserved: Set<String> = [
    "select", "columns", "on_conflict", "order", "limit", "offset", "and", "or",
  ]

  static func condition(_ condition: Condition, value spelled: (String) -> String = { $0 }) -> String {
    let text: String =
      switch condition.operation {
      case .compare(let comparison, let value, let quantifier):
        comparison.rawValue + (quantifier.map { "(\($0.rawValue))" } ?? "") + "." + spelled(value)
      case .plain(let plain, let value): "\(plain.rawValue).\(spelled(value))"
      case .in(let values): "in.(\(values.map(element).joined(separator: ",")))"
      case .is(let value): "is.\(value.rawValue)"
      case .isDistinct(let value): "isdistinct.\(spelled(value))"
      case .fullText(let search, let value, let language):
        search.rawValue + (language.map { "(\($0))" } ?? "") + "." + spelled(value)
      }
    return condition.negated ? "not." + text : text
  }

  /// An element of a list: quoted where a comma, a bracket or a quote would end or change it; blanks may be cut off.
  private static func element(_ value: String) -> String {
    value.unicodeScalars.contains { ",()\"\\ \t".unicodeScalars.contains($0) } ? quoted(value) : value
  }

  static func list(_ trees: [LogicTree]) -> String { "(\(trees.map(tree).joined(separator: ",")))" }

  private static func tree(_ tree: LogicTree) -> String {
    switch tree {
    case .condition(let field, let condition):
      self.field(field) + "." + self.condition(condition, value: logicValue)
    case .group(let logic, let negated, let trees): (negated ? "not." : "") + logic.rawValue + list(trees)
    }
  }

  private static func logicValue(_ value: String) -> String {
    value.unicodeScalars.contains { ",()\"\\{".unicodeScalars.contains($0) } ? quoted(value) : value
  }

  static func order(_ terms: [OrderTerm]) -> String {
    terms.map { term in
      let field = self.field(term.field)
      return (term.relation.map { "\(name($0))(\(field))" } ?? field) + (term.direction.map { ".\($0.rawValue)" } ?? "")
        + (term.nulls.map { ".\($0.rawValue)" } ?? "")
    }.joined(separator: ",")
  }
}
