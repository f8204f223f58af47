/// One term of `order=`.
package struct OrderTerm: Hashable, Sendable {
  package enum Direction: String, Hashable, Sendable { case asc, desc }
  package enum Nulls: String, Hashable, Sendable {
    case first = "nullsfirst"
    case last = "nullslast"
  }

  /// The to-one embed whose column orders the parent, as in `order=parent(name)`.
  package var relation: String?
  package var field: Field
  package var direction: Direction?
  package var nulls: Nulls?

  package init(_ field: Field, _ direction: Direction? = nil, nulls: Nulls? = nil, of relation: String? = nil) {
    self.relation = relation
    self.field = field
    self.direction = direction
    self.nulls = nulls
  }
}

/// The order of the root or of one embed.
package struct Ordering: Hashable, Sendable {
  package var path: [String]
  package var terms: [OrderTerm]

  package init(_ terms: [OrderTerm], at path: [String] = []) {
    self.path = path
    self.terms = terms
  }
}

/// `limit=` and `offset=` of the root or of one embed.
package struct RowRange: Hashable, Sendable {
  package var path: [String]
  /// As wide as needed to pass on what Postgres itself finds too large.
  package var limit: Int128?
  package var offset: Int128?

  package init(limit: Int128? = nil, offset: Int128? = nil, at path: [String] = []) {
    self.path = path
    self.limit = limit
    self.offset = offset
  }
}
