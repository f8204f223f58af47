/// `and=(…)` and `or=(…)`.
enum LogicGrammar {
  static let tree: Grammar<LogicTree> = .nested { conditionOrGroup }

  private static let conditionOrGroup = condition.attempt.or(group)

  private static let condition = FieldGrammar.field.followed(by: FieldGrammar.delimiter).then { field in
    FilterGrammar.condition(value: value).map { LogicTree.condition(field, $0) }
  }

  private static let value: Grammar<String> = {
    let array = Grammar.word("{").before(Grammar.noneOf("{}").many.text).followed(by: Grammar.word("}"))
      .map { "{\($0)}" }
    let quoted = FieldGrammar.quoted.followed(by: .not(.noneOf(",)")))
    return quoted.attempt.or(array.attempt).or(Grammar.noneOf(",)").many.text)
  }()

  private static let group: Grammar<LogicTree> = {
    let not = Grammar.word("not").before(FieldGrammar.delimiter).map { _ in true }.attempt.or(.just(false))
      .label("negation operator (not)")
    let logic = Grammar.word("and").map { _ in LogicOperator.and }.attempt
      .or(Grammar.word("or").map { _ in .or }).label("logic operator (and, or)")
    let trees = FieldGrammar.lexeme(Grammar.scalar("("))
      .before(tree.separated(by: FieldGrammar.lexeme(Grammar.scalar(","))))
      .followed(by: FieldGrammar.lexeme(Grammar.scalar(")")))
    return not.then { negated in logic.then { logic in trees.map { .group(logic, negated: negated, $0) } } }
  }()

  /// The key of a logic parameter: `a.b.not.or` is `not.or` on the embed `a.b`.
  static let path: Grammar<LogicPath> = FieldGrammar.name.separated(by: FieldGrammar.delimiter).map { names in
    let negated = names.contains("not")
    return LogicPath(
      embeds: names.dropLast().filter { $0 != "not" }, prefix: (negated ? "not." : "") + (names.last ?? ""))
  }
}

struct LogicPath: Hashable, Sendable {
  var embeds: [String]
  /// What the value is read with in front: `or`, `not.and`.
  var prefix: String
}
