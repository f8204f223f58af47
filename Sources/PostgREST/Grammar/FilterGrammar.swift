/// The right side of a filter: `[not.]operator.value`.
enum FilterGrammar {
  static let condition = condition(value: Grammar.any.many.text)

  /// nil for what does not even begin as an operator, which a call takes for an argument; `in.x` begins as one and fails.
  static let conditionOrArgument = condition.optional

  /// - Parameter value: how far a value goes; inside `or=(…)` a comma or a bracket ends it.
  static func condition(value: Grammar<String>) -> Grammar<Condition> {
    let not = Grammar.word("not").before(FieldGrammar.delimiter).map { _ in true }.attempt.or(.just(false))
    let operation = operation(value: value)
    return not.then { negated in operation.map { Condition($0, negated: negated) } }
  }

  private static func operation(value: Grammar<String>) -> Grammar<Operation> {
    let delimiter = FieldGrammar.delimiter
    func named(_ word: String) -> Grammar<String> { Grammar.word(word).followed(by: delimiter).attempt }
    let list = named("in").before(values).map { Operation.in($0) }
    let test = named("is").before(isValue).map { Operation.is($0) }
    let distinct = named("isdistinct").before(value).map { Operation.isDistinct($0) }
    let fullText = fullTextOperator.then { search in
      language.then { language in delimiter.before(value).map { Operation.fullText(search, $0, language: language) } }
    }
    let plain = plainOperator.then { plain in delimiter.before(value).map { Operation.plain(plain, $0) } }
    let compare = comparison.then { comparison in
      quantifier.then { quantifier in delimiter.before(value).map { Operation.compare(comparison, $0, quantifier) } }
    }
    return list.or(test).or(distinct).or(fullText.attempt).or(plain.attempt).or(compare.attempt)
      .label("operator (eq, gt, ...)")
  }

  private static func choice<Choice: RawRepresentable & Sendable>(_ choices: [Choice]) -> Grammar<Choice>
  where Choice.RawValue == String {
    Grammar.first(of: choices.map { choice in Grammar.word(choice.rawValue).map { _ in choice }.attempt })
  }

  private static let plainOperator = choice(PlainOperator.allCases).label("unknown single value operator")
  private static let comparison = choice(Comparison.allCases).label("unknown single value operator")
  private static let fullTextOperator = choice(FullTextOperator.allCases)
  private static let language = FieldGrammar.identifier.between("(", ")").attempt.optional

  private static let quantifier: Grammar<Quantifier?> = {
    let any = Grammar.word("any").map { _ in Quantifier.any }.attempt
    return any.or(Grammar.word("all").map { _ in .all }).between("(", ")").attempt.optional
  }()

  private static let isValue = Grammar.first(
    of: IsValue.allCases.map { value in anyCase(value.rawValue).map { value }.attempt }
  ).label("isVal: (null, not_null, true, false, unknown)")

  private static func anyCase(_ word: String) -> Grammar<Void> {
    word.unicodeScalars.reduce(.just(())) { rule, scalar in
      let upper = Unicode.Scalar(scalar.value & ~0x20) ?? scalar
      let either = scalar.properties.isAlphabetic ? Grammar.scalar(scalar).or(.scalar(upper)) : .scalar(scalar)
      return rule.before(either.map { _ in () })
    }
  }

  private static let element = FieldGrammar.quoted.followed(by: .not(.noneOf(",)"))).attempt
    .or(Grammar.noneOf(",)").many.text)

  private static let values = FieldGrammar.lexeme(Grammar.scalar("(")).before(
    element.separated(by: Grammar.scalar(","))
  )
  .followed(by: FieldGrammar.lexeme(Grammar.scalar(")")))
}
