/// Where a text stands that no request has to be made for: in the catalog, in a table, among large objects.
package struct Place: Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    case text, largeObject, statistics
  }

  /// A statement of the project's own that leaves such a text there.
  package struct Origin: Hashable, Sendable {
    /// How it may begin, the likeliest first, as in `create policy`.
    package var beginnings: [String]
    /// Names of objects that it holds, without their schemas.
    package var names: [String]

    package init(beginnings: [String], names: [String]) {
      self.beginnings = beginnings
      self.names = names
    }
  }

  package var kind: Kind
  /// As in `public.audit_log` or `comment on table public.orders`.
  package var description: String
  /// Nil where no statement can be told.
  package var origin: Origin?

  package init(_ description: String, kind: Kind = .text, origin: Origin? = nil) {
    self.description = description
    self.kind = kind
    self.origin = origin
  }
}
