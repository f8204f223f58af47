/// A column of a relation or an attribute of a composite type.
package struct Column: Hashable, Sendable {
  /// How the server makes the value itself.
  package enum Generation: Hashable, Sendable {
    case none
    case identityAlways
    case identityByDefault
    case stored
    case virtual
  }

  package var name: String
  /// 1-based position, with gaps where columns were dropped.
  package var number: Int
  package var type: OID
  /// As `format_type` prints it with the modifier: `character varying(20)`; qualified unless it is in `pg_catalog`.
  package var typeName: String
  /// The innermost type below domains, the type itself elsewhere.
  package var baseType: OID
  package var isNotNull = false
  /// The default's or the generation's expression; for an identity column `nextval('schema.sequence')`.
  package var defaultExpression: String?
  package var generation = Generation.none
  package var comment: String?
  /// Longest value in characters, for `varchar(n)`, `char(n)` and bit strings of `n`.
  package var maximumLength: Int?
  /// Column privileges; empty means that only the relation's apply.
  package var access = AccessList()

  package init(name: String, number: Int, type: OID, typeName: String, baseType: OID) {
    self.name = name
    self.number = number
    self.type = type
    self.typeName = typeName
    self.baseType = baseType
  }
}
