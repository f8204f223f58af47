package import SQLText

/// A function, procedure, aggregate or window function.
package struct Function: Hashable, Sendable {
  /// `pg_proc.prokind`.
  package enum Kind: Character, Hashable, Sendable {
    case function = "f"
    case procedure = "p"
    case aggregate = "a"
    case window = "w"
  }

  /// `pg_proc.provolatile`.
  package enum Volatility: Character, Hashable, Sendable {
    case immutable = "i"
    case stable = "s"
    case volatile = "v"

    package var name: String {
      switch self {
      case .immutable: "immutable"
      case .stable: "stable"
      case .volatile: "volatile"
      }
    }
  }

  package var oid: OID
  package var name: QualifiedName
  package var kind: Kind
  package var owner: String
  package var language: String
  /// All arguments in their order, output ones included.
  package var arguments: [Argument] = []
  package var returnType: OID = 0
  package var returnsSet = false
  package var volatility = Volatility.volatile
  package var isSecurityDefiner = false
  package var isStrict = false
  package var isLeakproof = false
  /// `SET` clauses as `name=value`.
  package var configuration: [String] = []
  /// Expected rows of a set-returning function (`ROWS`), 0 elsewhere.
  package var estimatedRows = 0.0
  /// The source text, or the body of a `BEGIN ATOMIC` function as Postgres prints it.
  package var body = ""
  package var access = AccessList()
  package var comment: String?
  /// The extension that made it.
  package var extensionName: String?

  package init(oid: OID, name: QualifiedName, kind: Kind, owner: String, language: String) {
    self.oid = oid
    self.name = name
    self.kind = kind
    self.owner = owner
    self.language = language
  }

  /// What a caller passes, in order.
  package var inputs: [Argument] { arguments.filter(\.isInput) }

  /// `schema.name(type, type)`: what GRANT, REVOKE and ALTER FUNCTION take.
  package var signature: String {
    "\(name)(\(inputs.map(\.typeName).joined(separator: ", ")))"
  }
}

/// An argument of a function.
package struct Argument: Hashable, Sendable {
  /// `pg_proc.proargmodes`.
  package enum Mode: Character, Hashable, Sendable {
    case input = "i"
    case output = "o"
    case inputOutput = "b"
    case variadic = "v"
    case table = "t"
  }

  /// Empty where the argument has none.
  package var name: String
  package var type: OID
  package var typeName: String
  package var mode: Mode
  package var hasDefault: Bool

  package init(name: String, type: OID, typeName: String, mode: Mode, hasDefault: Bool) {
    self.name = name
    self.type = type
    self.typeName = typeName
    self.mode = mode
    self.hasDefault = hasDefault
  }

  package var isInput: Bool { mode == .input || mode == .inputOutput || mode == .variadic }
}
