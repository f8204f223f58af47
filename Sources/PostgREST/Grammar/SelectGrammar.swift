/// `select=`: columns, casts, aggregates, embeds and spreads.
enum SelectGrammar {
  static let items: Grammar<[SelectItem]> = .nested { list }

  private static let list = item.separated(by: FieldGrammar.lexeme(Grammar.scalar(","))).or(.just([]))

  private static let item: Grammar<SelectItem> = {
    let children = items.between("(", ")")
    let embed = spreadHead.attempt.then { head in children.map { head.with($0) } }
      .or(embedHead.attempt.then { head in children.map { head.with($0) } })
    return embed.or(field)
  }()

  private static let alias = FieldGrammar.name.followed(by: aliasSeparator).attempt.optional
  private static let aliasSeparator = Grammar.scalar(":").before(.not(.scalar(":")))
  private static let openingAhead = Grammar.word("(").ahead.attempt

  private static let embedHead = FieldGrammar.lexeme(
    alias.then { alias in
      FieldGrammar.name.then { name in
        // `count()` is an aggregate, whatever relation may have that name.
        (name == "count" ? Grammar<Void>.failing() : .just(())).before(parameters).followed(by: openingAhead)
          .map { Embed(name, hint: $0.hint, alias: alias, join: $0.join, items: []) }
      }
    })

  private static let spreadHead = FieldGrammar.lexeme(
    Grammar.word("...").before(FieldGrammar.name).then { name in
      parameters.followed(by: openingAhead).map {
        Embed(name, hint: $0.hint, join: $0.join, spread: true, items: [])
      }
    })

  private struct Parameters: Sendable {
    var hint: String?
    var join: JoinType?
  }

  private static let parameters: Grammar<Parameters> = parameter.optional.then { first in
    parameter.optional.map { second in
      Parameters(hint: first?.hint ?? second?.hint, join: first?.join ?? second?.join)
    }
  }

  /// A join word is matched by its start, so a hint such as `inner_fk` cannot be written.
  private static let parameter: Grammar<Parameters> = {
    let left = Grammar.word("left").map { _ in Parameters(join: .left) }.attempt
    let inner = Grammar.word("inner").map { _ in Parameters(join: .inner) }.attempt
    let hint = FieldGrammar.name.map { Parameters(hint: $0) }.attempt
    return Grammar.scalar("!").before(left.or(inner).or(hint))
  }()

  private static let itemEnd =
    Grammar.word(")").ahead.attempt.map { _ in () }
    .or(Grammar.word(",").ahead.attempt.map { _ in () })
    .or(Grammar.end.attempt)

  private static let cast = Grammar.word("::").before(FieldGrammar.identifier).optional

  private static let field = FieldGrammar.lexeme(star.attempt.or(countRows.attempt).or(column)).map {
    SelectItem.field($0)
  }

  private static let star = Grammar.word("*").followed(by: itemEnd).map { _ in SelectedField("*") }

  private static let countRows = alias.then { alias in
    Grammar.word("count()").before(cast).followed(by: itemEnd).map { cast in
      SelectedField("*", alias: alias, aggregate: .count, aggregateCast: cast)
    }
  }

  private static let column = alias.then { alias in
    FieldGrammar.field.then { field in
      cast.then { cast in
        aggregate.then { aggregate in
          Self.cast.followed(by: itemEnd).map { aggregateCast in
            SelectedField(field, alias: alias, cast: cast, aggregate: aggregate, aggregateCast: aggregateCast)
          }
        }
      }
    }
  }

  private static let aggregate: Grammar<AggregateFunction?> = {
    func named(_ function: AggregateFunction) -> Grammar<AggregateFunction> {
      Grammar.word(function.rawValue).map { _ in function }
    }
    let function = named(.sum).or(named(.avg)).or(named(.count)).or(named(.max).attempt).or(named(.min).attempt)
    return Grammar.scalar(".").before(function).followed(by: Grammar.word("()")).attempt.optional
  }()
}

extension Embed {
  fileprivate func with(_ items: [SelectItem]) -> SelectItem {
    var copy = self
    copy.items = items
    return .embed(copy)
  }
}
