package import SQLText

/// One of the two databases that differ only in the values of the secrets.
package enum World: Int, Hashable, Sendable, CaseIterable {
  case first = 1
  case second = 2
}

/// The known value that stands in one secret of one row of one tenant.
package struct Canary: Hashable, Sendable {
  /// Index into the run's secrets.
  package var secret: Int
  /// The tenant that the row belongs to: a label of the settings' tenants, or nil when none could be told.
  package var tenant: String?
  /// Other tenants that the row names: an allowance for one of them covers it.
  package var alsoOf: [String] = []
  /// The key of the user who owns the row, where the secret's readers are its owners.
  package var owner: String?
  /// Whether the row itself, or what it refers to, names the tenant, and not only who points at it.
  package var isOwned = false
  /// What names the row within its table, in the order of the rows: 1-based.
  package var row: Int
  /// Keys and indexes from the column's value down to this one; empty for a scalar.
  package var place: [String]
  /// The value in the first world and in the second; equal when the second world could not be given another.
  package var first: String
  package var second: String
  /// Values that stood here while the worlds were made: a trigger may have copied them.
  package var earlier: [String]
  /// Whether the value is the name of a member, the last key of its place.
  package var isName: Bool
  /// Where it stands instead of the secret's own table: rows like the secret's that were moved away.
  package var movedTo: QualifiedName?

  package init(
    secret: Int, tenant: String?, owner: String? = nil, row: Int, place: [String] = [], first: String, second: String,
    earlier: [String] = [], isName: Bool = false, movedTo: QualifiedName? = nil
  ) {
    self.secret = secret
    self.tenant = tenant
    self.owner = owner
    self.row = row
    self.place = place
    self.first = first
    self.second = second
    self.earlier = earlier
    self.isName = isName
    self.movedTo = movedTo
  }

  /// Every tenant that the row names.
  package var tenants: [String] { (tenant.map { [$0] } ?? []) + alsoOf }

  package func value(in world: World) -> String { world == .first ? first : second }

  /// Every value to look for.
  package var values: [String] { [first, second] + earlier }
}
