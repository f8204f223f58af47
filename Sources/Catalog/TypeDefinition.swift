package import SQLText

/// A data type.
package struct TypeDefinition: Hashable, Sendable {
  /// `pg_type.typtype`.
  package enum Kind: Character, Hashable, Sendable {
    case base = "b"
    case composite = "c"
    case domain = "d"
    case enumeration = "e"
    case pseudo = "p"
    case range = "r"
    case multirange = "m"
  }

  package var oid: OID
  package var name: QualifiedName
  package var kind: Kind
  /// As `format_type` prints it: `integer[]`, `public.mood`; qualified unless it is in `pg_catalog`.
  package var displayName: String
  package var owner: String
  /// Element type of a true array, 0 elsewhere.
  package var element: OID = 0
  /// The array over this type, or 0.
  package var array: OID = 0
  /// The relation whose rows it describes, for a composite.
  package var relation: OID = 0
  /// The type directly below a domain, or 0.
  package var domainBase: OID = 0
  /// The modifier that a domain gives the type below, -1 for none.
  package var domainModifier = -1
  package var domainIsNotNull = false
  package var domainDefault: String?
  package var enumLabels: [String] = []
  /// Element type of a range, or 0.
  package var rangeSubtype: OID = 0
  /// The letter of `pg_type.typcategory`.
  ///
  /// N numbers, S strings, B booleans, D dates and times, U user-defined and so on.
  package var category: Character = "U"
  package var access = AccessList()

  package init(oid: OID, name: QualifiedName, kind: Kind, displayName: String, owner: String) {
    self.oid = oid
    self.name = name
    self.kind = kind
    self.displayName = displayName
    self.owner = owner
  }
}

/// A cast that runs a function, the only kind PostgREST takes for a domain's representation.
package struct Cast: Hashable, Sendable {
  package var source: OID
  package var target: OID
  package var function: OID
  package var isImplicit: Bool

  package init(source: OID, target: OID, function: OID, isImplicit: Bool) {
    self.source = source
    self.target = target
    self.function = function
    self.isImplicit = isImplicit
  }
}
