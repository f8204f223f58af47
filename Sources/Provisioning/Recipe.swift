/// What a database is made from.
package struct Recipe: Hashable, Sendable {
  package var baseline: Baseline
  package var defaultPrivileges: DefaultPrivileges
  package var migrations: [Script]
  package var seeds: [Script]
  /// The role that runs scripts without one of their own; nil for `postgres` where the baseline makes it, else the superuser.
  package var owner: String?

  package init(
    baseline: Baseline = .supabase, defaultPrivileges: DefaultPrivileges = .legacy, migrations: [Script] = [],
    seeds: [Script] = [], owner: String? = nil
  ) {
    self.baseline = baseline
    self.defaultPrivileges = defaultPrivileges
    self.migrations = migrations
    self.seeds = seeds
    self.owner = owner
  }
}

/// What a fresh database holds before the project's own migrations.
package enum Baseline: String, CaseIterable, Sendable {
  case none, supabase, postgrest
}

/// What Supabase grants to the API roles on new objects in `public`.
package enum DefaultPrivileges: String, CaseIterable, Sendable {
  case legacy, revoked
}

/// SQL to run: a file, or a folder whose `*.sql` run by name.
package struct Script: Hashable, Sendable {
  package enum Role: Hashable, Sendable {
    case owner
    /// The superuser that the server was made with.
    case superuser
    case named(String)
  }

  package var path: String
  package var role: Role

  package init(path: String, role: Role = .owner) {
    self.path = path
    self.role = role
  }
}
