package import Catalog
package import SQLText

/// A function or aggregate that a client can select, filter and order by as if it were a column of a relation.
///
/// PostgREST knows nothing of them: it writes `"relation"."name"`, and Postgres reads that as `name(relation)` where no
/// such column exists and the search path finds the function.
package struct ComputedField: Hashable, Sendable {
  package enum Reach: Hashable, Sendable {
    /// Takes this row type, or that of a parent by inheritance.
    case relation(QualifiedName)
    /// Takes any row: `record`, `anyelement`, `"any"` and their kin.
    case anyRelation
  }

  package var reach: Reach
  package var function: QualifiedName
  package var oid: OID
  package var isAggregate: Bool
  package var returnsSet: Bool
  package var isSecurityDefiner: Bool
  package var volatility: Function.Volatility
  package var owner: String
  /// The type of the result, as `format_type` prints it.
  package var type: String

  package init(
    reach: Reach, function: QualifiedName, oid: OID, isAggregate: Bool, returnsSet: Bool, isSecurityDefiner: Bool,
    volatility: Function.Volatility, owner: String, type: String
  ) {
    self.reach = reach
    self.function = function
    self.oid = oid
    self.isAggregate = isAggregate
    self.returnsSet = returnsSet
    self.isSecurityDefiner = isSecurityDefiner
    self.volatility = volatility
    self.owner = owner
    self.type = type
  }

  /// The name a request uses.
  package var name: String { function.name.name }
}
