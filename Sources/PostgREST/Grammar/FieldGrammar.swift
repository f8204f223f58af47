/// Names, JSON paths and what surrounds them.
enum FieldGrammar {
  static let spaces = Grammar.oneOf(" \t").many

  /// A rule with blanks around it.
  static func lexeme<Output>(_ rule: Grammar<Output>) -> Grammar<Output> {
    spaces.before(rule).followed(by: spaces)
  }

  static let delimiter = Grammar.scalar(".").label("delimiter (.)")

  private static let identifierScalar = Grammar.letter.or(.digit).or(.oneOf("_ $"))

  /// Letters, digits, `_`, `$` and blanks; PostgREST strips the blanks at the ends.
  static let identifier = identifierScalar.atLeastOnce.text.map(trimmed)

  static let quoted: Grammar<String> = {
    let inside = Grammar.noneOf("\\\"").or(.scalar("\\").before(.any))
    return Grammar.scalar("\"").before(inside.many).followed(by: .scalar("\"")).text
  }()

  private static func dashed(_ part: Grammar<String>) -> Grammar<String> {
    let dash = Grammar.scalar("-").before(.not(.scalar(">"))).attempt
    return part.separated(by: dash).map { $0.joined(separator: "-") }
  }

  static let name = quoted.or(dashed(identifier)).label("field name (* or [a..z0..9_$])")

  static let jsonPath: Grammar<[JSONStep]> = {
    let arrow = Grammar.word("->>").map { _ in true }.attempt.or(Grammar.word("->").map { _ in false }.attempt)
    return arrow.then { asText in operand.map { JSONStep(asText: asText, $0) } }.many
  }()

  private static let operand: Grammar<JSONStep.Operand> = {
    let delimiters = ["->", "::", ".", ","].map { Grammar.word($0).ahead.attempt.map { _ in () } }
    let after = Grammar.first(of: delimiters + [Grammar.end.attempt])
    let sign = Grammar.scalar("-").or(.just("+"))
    let index = sign.then { sign in Grammar.digit.atLeastOnce.map { [sign] + $0 } }.text.followed(by: after)
    let keyScalars = Grammar.noneOf("(-:.,>)").atLeastOnce.text.map(trimmed)
    let key = quoted.or(dashed(keyScalars)).label("any non reserved character different from: .,>()")
    return index.map { .index($0) }.attempt.or(key.map { .key($0) }.attempt)
  }()

  static let field = lexeme(name.then { name in jsonPath.or(.just([])).map { Field(name, path: $0) } })

  /// The embeds and the field that a filter's key names.
  ///
  /// Whatever follows is ignored: `token::int` filters `token`.
  static let treePath: Grammar<TreePath> = name.separated(by: delimiter).then { names in
    jsonPath.or(.just([])).map { TreePath(embeds: Array(names.dropLast()), field: Field(names.last ?? "", path: $0)) }
  }

  static let names = name.separated(by: lexeme(Grammar.scalar(",")))

  private static func trimmed(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}

/// The left side of a filter.
struct TreePath: Hashable, Sendable {
  var embeds: [String]
  var field: Field
}
