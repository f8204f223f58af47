/// One entry of `select=`.
package indirect enum SelectItem: Hashable, Sendable {
  case field(SelectedField)
  case embed(Embed)

  /// Every column of the relation.
  package static var star: SelectItem { .field(SelectedField(Field("*"))) }

  package static func column(_ field: Field, as alias: String? = nil, cast: String? = nil) -> SelectItem {
    .field(SelectedField(field, alias: alias, cast: cast))
  }

  /// An aggregate over a column, or over the rows (`count()`) when no field is given.
  package static func aggregate(
    _ function: AggregateFunction, of field: Field? = nil, as alias: String? = nil, cast: String? = nil
  ) -> SelectItem {
    .field(SelectedField(field ?? Field("*"), alias: alias, aggregate: function, aggregateCast: cast))
  }

  package static func embed(
    _ target: String, hint: String? = nil, as alias: String? = nil, join: JoinType? = nil,
    _ items: [SelectItem] = [.star]
  ) -> SelectItem {
    .embed(Embed(target, hint: hint, alias: alias, join: join, items: items))
  }

  /// An embed whose columns rise into the parent row: `...target(a,b)`.
  package static func spread(
    _ target: String, hint: String? = nil, join: JoinType? = nil, _ items: [SelectItem] = [.star]
  ) -> SelectItem {
    .embed(Embed(target, hint: hint, join: join, spread: true, items: items))
  }
}

/// A column of `select=` with its alias, casts and aggregate: `alias:col->a::cast.sum()::cast`.
package struct SelectedField: Hashable, Sendable {
  package var field: Field
  package var alias: String?
  package var cast: String?
  package var aggregate: AggregateFunction?
  package var aggregateCast: String?

  package init(
    _ field: Field, alias: String? = nil, cast: String? = nil, aggregate: AggregateFunction? = nil,
    aggregateCast: String? = nil
  ) {
    self.field = field
    self.alias = alias
    self.cast = cast
    self.aggregate = aggregate
    self.aggregateCast = aggregateCast
  }
}

package enum AggregateFunction: String, Hashable, Sendable, CaseIterable {
  case sum, avg, count, max, min
}

package enum JoinType: String, Hashable, Sendable {
  case inner, left
}

/// A related resource inside `select=`: `alias:target!hint!inner(items)`.
package struct Embed: Hashable, Sendable {
  package var target: String
  package var hint: String?
  package var alias: String?
  package var join: JoinType?
  package var spread: Bool
  /// Empty means the empty embed `target()`, which joins but shows no column.
  package var items: [SelectItem]

  package init(
    _ target: String, hint: String? = nil, alias: String? = nil, join: JoinType? = nil, spread: Bool = false,
    items: [SelectItem] = [.star]
  ) {
    self.target = target
    self.hint = hint
    self.alias = alias
    self.join = join
    self.spread = spread
    self.items = items
  }
}
