/// A value bound to a statement, with the type that the statement declares for it.
package struct Parameter: Hashable, Sendable {
  /// The declared type; PostgREST leaves it `unknown` except for payloads, so that Postgres infers it as for a literal.
  package enum DeclaredType: UInt32, Hashable, Sendable {
    case unknown = 705
    case text = 25
    case json = 114
    case jsonb = 3802
    case bytea = 17
    case textArray = 1009
  }

  /// The text form of the value; nil is NULL.
  package var value: String?
  package var type: DeclaredType

  package init(_ value: String?, type: DeclaredType = .unknown) {
    self.value = value
    self.type = type
  }

  /// The value as a literal, with a cast where the type is declared.
  package var literal: String {
    let bare = value.map(SQL.literal) ?? "NULL"
    return type == .unknown ? bare : "\(bare)::\(type == .textArray ? "text[]" : "\(type)")"
  }
}
