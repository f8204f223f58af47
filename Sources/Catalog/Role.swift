/// A role of the cluster.
package struct Role: Hashable, Sendable {
  /// A role that this one was granted.
  package struct Membership: Hashable, Sendable {
    package var role: String
    /// Whether its rights apply without SET ROLE; before Postgres 16 the member's own INHERIT decides.
    package var inherits: Bool
    /// Whether SET ROLE is allowed; always before Postgres 16.
    package var canSet: Bool
    package var isAdmin: Bool

    package init(role: String, inherits: Bool, canSet: Bool, isAdmin: Bool) {
      self.role = role
      self.inherits = inherits
      self.canSet = canSet
      self.isAdmin = isAdmin
    }
  }

  package var oid: OID
  package var name: String
  package var isSuperuser = false
  package var bypassesRowSecurity = false
  package var inherits = true
  package var canLogin = false
  package var canCreateRole = false
  package var canCreateDatabase = false
  package var isReplication = false
  /// Direct memberships.
  package var memberships: [Membership] = []
  /// `ALTER ROLE … SET` for every database, as `name=value` (`pg_roles.rolconfig`).
  package var configuration: [String] = []

  package init(oid: OID, name: String) {
    self.oid = oid
    self.name = name
  }
}

/// Settings that a session takes at login: `ALTER ROLE … IN DATABASE … SET`, `ALTER DATABASE … SET`.
package struct RoleSetting: Hashable, Sendable {
  /// nil: every role.
  package var role: String?
  /// Whether it holds in this database only.
  package var isForThisDatabase: Bool
  /// `name=value` each.
  package var configuration: [String]

  package init(role: String?, isForThisDatabase: Bool, configuration: [String]) {
    self.role = role
    self.isForThisDatabase = isForThisDatabase
    self.configuration = configuration
  }
}
