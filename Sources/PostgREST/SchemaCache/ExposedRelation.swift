package import Catalog
package import SQLText

/// A relation that requests can name.
package struct ExposedRelation: Hashable, Sendable {
  package var oid: OID
  package var name: QualifiedName
  package var kind: Relation.Kind
  package var comment: String?
  /// In the order of the catalog.
  package var columns: [ExposedColumn]
  /// The key's columns; of a view, those that it inherits whole from a table.
  package var primaryKey: [String]
  package var isInsertable: Bool
  package var isUpdatable: Bool
  package var isDeletable: Bool
  /// Whether reading it reads what lies below with rights other than the caller's.
  package var readsAsOwner: Bool
  package var owner: String
  /// Whether the schema cache lists it; before version 13 partitions and sequences are reachable without that.
  package var isListed: Bool

  package init(
    oid: OID, name: QualifiedName, kind: Relation.Kind, comment: String? = nil, columns: [ExposedColumn] = [],
    primaryKey: [String] = [], isInsertable: Bool = true, isUpdatable: Bool = true, isDeletable: Bool = true,
    readsAsOwner: Bool = false, owner: String = "", isListed: Bool = true
  ) {
    self.oid = oid
    self.name = name
    self.kind = kind
    self.comment = comment
    self.columns = columns
    self.primaryKey = primaryKey
    self.isInsertable = isInsertable
    self.isUpdatable = isUpdatable
    self.isDeletable = isDeletable
    self.readsAsOwner = readsAsOwner
    self.owner = owner
    self.isListed = isListed
  }

  /// Whether PostgREST counts it as a view: a view or a materialized one.
  package var isView: Bool { kind == .view || kind == .materializedView }

  package func column(_ name: String) -> ExposedColumn? { columns.first { $0.name == name } }
}

/// A column of an exposed relation.
package struct ExposedColumn: Hashable, Sendable {
  package var name: String
  package var comment: String?
  package var isNullable: Bool
  /// The type below a domain over a built-in type, without a modifier: what filters and payloads are cast to.
  package var type: String
  /// The declared type with its modifier.
  package var nominalType: String
  /// In characters.
  package var maximumLength: Int?
  /// The default's expression, the domain's where the type is one; nil for generated columns.
  package var defaultExpression: String?
  package var enumLabels: [String]

  package init(
    name: String, comment: String? = nil, isNullable: Bool = true, type: String, nominalType: String? = nil,
    maximumLength: Int? = nil, defaultExpression: String? = nil, enumLabels: [String] = []
  ) {
    self.name = name
    self.comment = comment
    self.isNullable = isNullable
    self.type = type
    self.nominalType = nominalType ?? type
    self.maximumLength = maximumLength
    self.defaultExpression = defaultExpression
    self.enumLabels = enumLabels
  }
}
