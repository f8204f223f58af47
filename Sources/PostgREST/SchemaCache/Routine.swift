package import Catalog
package import SQLText

/// A function that `/rpc/` serves.
package struct Routine: Hashable, Sendable {
  package var oid: OID
  package var name: QualifiedName
  /// `schema.name(type, type)`, which tells overloads apart.
  package var signature: String
  package var comment: String?
  /// What the caller passes, in order.
  package var parameters: [RoutineParameter]
  package var returns: ReturnType
  package var volatility: Function.Volatility
  package var isVariadic: Bool
  /// `default_transaction_isolation` of the function, in lower case.
  package var isolationLevel: String?
  /// The function's settings that the request sets before the call (`db-hoisted-tx-settings`), in lower case.
  package var hoistedSettings: [Setting]
  package var isSecurityDefiner: Bool
  package var owner: String

  package struct Setting: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(
    oid: OID, name: QualifiedName, signature: String? = nil, comment: String? = nil,
    parameters: [RoutineParameter] = [], returns: ReturnType, volatility: Function.Volatility = .volatile,
    isVariadic: Bool = false, isolationLevel: String? = nil,
    hoistedSettings: [Setting] = [], isSecurityDefiner: Bool = false, owner: String = ""
  ) {
    self.oid = oid
    self.name = name
    self.signature = signature ?? "\(name)(\(parameters.map(\.type).joined(separator: ", ")))"
    self.comment = comment
    self.parameters = parameters
    self.returns = returns
    self.volatility = volatility
    self.isVariadic = isVariadic
    self.isolationLevel = isolationLevel
    self.hoistedSettings = hoistedSettings
    self.isSecurityDefiner = isSecurityDefiner
    self.owner = owner
  }
}

/// A parameter of a routine.
package struct RoutineParameter: Hashable, Sendable {
  /// Empty for the single unnamed parameter that takes the whole body.
  package var name: String
  /// As a cast writes it.
  package var type: String
  /// The type without a length that would cut the value off: `bit` becomes `bit varying`.
  package var unboundedType: String
  package var isRequired: Bool
  package var isVariadic: Bool

  package init(
    name: String, type: String, unboundedType: String? = nil, isRequired: Bool = true, isVariadic: Bool = false
  ) {
    self.name = name
    self.type = type
    self.unboundedType = unboundedType ?? type
    self.isRequired = isRequired
    self.isVariadic = isVariadic
  }
}

/// What a routine gives back.
package struct ReturnType: Hashable, Sendable {
  package enum Shape: Hashable, Sendable {
    case scalar
    /// A row; `isAlias` when a domain stands over the row type.
    case composite(isAlias: Bool)
  }

  package var isSet: Bool
  package var shape: Shape
  /// The type below domains, by its name in the catalog: `pg_catalog.int4`, or the relation of a row type.
  package var type: QualifiedName
  /// The declared type as `format_type` prints it: `integer`, `api.child`, `record` for output arguments.
  package var displayName: String

  package init(isSet: Bool, shape: Shape, type: QualifiedName, displayName: String? = nil) {
    self.isSet = isSet
    self.shape = shape
    self.type = type
    self.displayName = displayName ?? "\(type)"
  }

  package var isScalar: Bool { shape == .scalar }
  package var isComposite: Bool { shape != .scalar }
  package var isCompositeAlias: Bool { shape == .composite(isAlias: true) }
  package var isVoid: Bool { !isSet && shape == .scalar && type == QualifiedName("pg_catalog", "void") }
}
