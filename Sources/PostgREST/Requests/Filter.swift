/// Operators that take `(any)` or `(all)`.
package enum Comparison: String, Hashable, Sendable, CaseIterable {
  case eq, gte, gt, lte, lt, like, ilike, match, imatch
}

package enum Quantifier: String, Hashable, Sendable {
  case any, all
}

/// Operators with one value and no quantifier.
package enum PlainOperator: String, Hashable, Sendable, CaseIterable {
  case neq, cs, cd, ov, sl, sr, nxr, nxl, adj
}

package enum FullTextOperator: String, Hashable, Sendable, CaseIterable {
  case fts, plfts, phfts, wfts
}

package enum IsValue: String, Hashable, Sendable, CaseIterable {
  case null
  case notNull = "not_null"
  case `true`, `false`, unknown
}

package enum Operation: Hashable, Sendable {
  case compare(Comparison, String, Quantifier? = nil)
  case plain(PlainOperator, String)
  case `in`([String])
  case `is`(IsValue)
  case isDistinct(String)
  case fullText(FullTextOperator, String, language: String? = nil)
}

/// An operator with its value, possibly negated: what stands right of the `=` of a filter.
package struct Condition: Hashable, Sendable {
  package var negated: Bool
  package var operation: Operation

  package init(_ operation: Operation, negated: Bool = false) {
    self.operation = operation
    self.negated = negated
  }

  package static func eq(_ value: String) -> Condition { Condition(.compare(.eq, value)) }
  package static func neq(_ value: String) -> Condition { Condition(.plain(.neq, value)) }
  package static func gt(_ value: String) -> Condition { Condition(.compare(.gt, value)) }
  package static func gte(_ value: String) -> Condition { Condition(.compare(.gte, value)) }
  package static func lt(_ value: String) -> Condition { Condition(.compare(.lt, value)) }
  package static func lte(_ value: String) -> Condition { Condition(.compare(.lte, value)) }
  /// `*` stands for any text, as PostgREST writes `%`.
  package static func like(_ pattern: String) -> Condition { Condition(.compare(.like, pattern)) }
  package static func ilike(_ pattern: String) -> Condition { Condition(.compare(.ilike, pattern)) }
  package static func match(_ pattern: String) -> Condition { Condition(.compare(.match, pattern)) }
  package static func imatch(_ pattern: String) -> Condition { Condition(.compare(.imatch, pattern)) }
  package static func `in`(_ values: [String]) -> Condition { Condition(.in(values)) }
  package static func `is`(_ value: IsValue) -> Condition { Condition(.is(value)) }
  package static var isNull: Condition { Condition(.is(.null)) }
  package static var isNotNull: Condition { Condition(.is(.null), negated: true) }
  package static func isDistinct(_ value: String) -> Condition { Condition(.isDistinct(value)) }
  package static func contains(_ value: String) -> Condition { Condition(.plain(.cs, value)) }
  package static func contained(_ value: String) -> Condition { Condition(.plain(.cd, value)) }
  package static func overlaps(_ value: String) -> Condition { Condition(.plain(.ov, value)) }
  package static func fts(_ query: String, language: String? = nil) -> Condition {
    Condition(.fullText(.fts, query, language: language))
  }

  package static func not(_ condition: Condition) -> Condition {
    Condition(condition.operation, negated: !condition.negated)
  }
}

/// A horizontal filter: `path.field=condition`.
package struct Filter: Hashable, Sendable {
  /// The embeds, by alias or name, from the root down to the one that is filtered.
  package var path: [String]
  package var field: Field
  package var condition: Condition

  package init(_ field: Field, _ condition: Condition, at path: [String] = []) {
    self.path = path
    self.field = field
    self.condition = condition
  }
}

/// A boolean tree, as in `or=(a.eq.1,not.and(b.gt.2,c.lt.3))`.
package indirect enum LogicTree: Hashable, Sendable {
  case group(LogicOperator, negated: Bool, [LogicTree])
  case condition(Field, Condition)

  package static func and(_ trees: [LogicTree]) -> LogicTree { .group(.and, negated: false, trees) }
  package static func or(_ trees: [LogicTree]) -> LogicTree { .group(.or, negated: false, trees) }
}

package enum LogicOperator: String, Hashable, Sendable {
  case and, or
}

/// A logic tree with the embed it applies to.
package struct LogicFilter: Hashable, Sendable {
  package var path: [String]
  package var tree: LogicTree

  package init(_ tree: LogicTree, at path: [String] = []) {
    self.path = path
    self.tree = tree
  }
}
