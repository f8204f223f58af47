/// `order=`.
enum OrderGrammar {
  static let terms = FieldGrammar.lexeme(relatedTerm.attempt.or(term)).separated(by: Grammar.scalar(","))

  private static let end = Grammar.scalar(",").ahead.attempt.map { _ in () }.or(Grammar.end.attempt)

  private static func suffix<Choice: Sendable>(_ word: String, _ choice: Choice) -> Grammar<Choice> {
    FieldGrammar.delimiter.before(Grammar.word(word)).map { _ in choice }.attempt
  }

  private static let direction = suffix("asc", OrderTerm.Direction.asc).or(suffix("desc", .desc)).optional
  private static let nulls = suffix("nullsfirst", OrderTerm.Nulls.first).or(suffix("nullslast", .last)).optional
    .followed(by: end).or(end.map { nil })

  private static let term = FieldGrammar.field.then { field in
    direction.then { direction in nulls.map { OrderTerm(field, direction, nulls: $0) } }
  }

  private static let relatedTerm = FieldGrammar.name.then { relation in
    FieldGrammar.field.between("(", ")").then { field in
      direction.then { direction in nulls.map { OrderTerm(field, direction, nulls: $0, of: relation) } }
    }
  }
}
