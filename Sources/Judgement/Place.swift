/// Where a text stands that no request has to be made for: in the catalog, in a table, among large objects.
package struct Place: Hashable, Sendable, CustomStringConvertible {
  /// What leaves such a text there, as far as a statement of the project's own does.
  package enum Kind: Hashable, Sendable, CaseIterable {
    case comment, columnDefault, trigger, function, view, policy, server, constraint, index, userMapping
    case largeObject, statistics
  }

  package var kind: Kind?
  /// As in `public.audit_log` or `comment on table public.orders`.
  package var description: String

  package init(_ description: String, kind: Kind? = nil) {
    self.description = description
    self.kind = kind
  }
}
