/// A constraint of a relation, or of a domain.
package struct Constraint: Hashable, Sendable {
  /// `pg_constraint.contype`.
  package enum Kind: Character, Hashable, Sendable {
    case primaryKey = "p"
    case unique = "u"
    case foreignKey = "f"
    case check = "c"
    case exclusion = "x"
    case notNull = "n"
    case trigger = "t"
  }

  package var oid: OID
  package var name: String
  package var kind: Kind
  /// 0 for a domain's constraint.
  package var relation: OID
  /// The domain it belongs to, or 0.
  package var domain: OID
  /// Column numbers in the key's order.
  package var columns: [Int]
  package var referencedRelation: OID
  package var referencedColumns: [Int]
  /// The constraint of the partitioned parent that this one copies, or 0.
  package var parent: OID
  package var isDeferrable: Bool
  package var isValidated: Bool
  /// As `pg_get_constraintdef` prints it.
  package var definition: String

  package init(
    oid: OID, name: String, kind: Kind, relation: OID, domain: OID = 0, columns: [Int] = [],
    referencedRelation: OID = 0, referencedColumns: [Int] = [], parent: OID = 0, isDeferrable: Bool = false,
    isValidated: Bool = true, definition: String = ""
  ) {
    self.oid = oid
    self.name = name
    self.kind = kind
    self.relation = relation
    self.domain = domain
    self.columns = columns
    self.referencedRelation = referencedRelation
    self.referencedColumns = referencedColumns
    self.parent = parent
    self.isDeferrable = isDeferrable
    self.isValidated = isValidated
    self.definition = definition
  }
}

/// A unique index, with or without a constraint.
package struct UniqueIndex: Hashable, Sendable {
  package var name: String
  package var relation: OID
  /// Column numbers; 0 stands for an expression.
  package var columns: [Int]
  package var isPrimary: Bool
  /// The condition of a partial index.
  package var predicate: String?
  package var definition: String

  package init(
    name: String, relation: OID, columns: [Int], isPrimary: Bool, predicate: String?, definition: String
  ) {
    self.name = name
    self.relation = relation
    self.columns = columns
    self.isPrimary = isPrimary
    self.predicate = predicate
    self.definition = definition
  }
}
