/// What PostgREST reads of the server beside its schema cache: the settings of the roles it takes on, the time zones.
package struct SessionFacts: Hashable, Sendable {
  /// By role, without `default_transaction_isolation`: what the request sets before it takes the role on.
  package var roleSettings: [String: [Routine.Setting]]
  /// `default_transaction_isolation` by role, in lower case.
  package var isolationLevels: [String: String]
  /// The names `Prefer: timezone=` may give before version 16; nil lets Postgres decide.
  package var timeZones: Set<String>?

  package init(
    roleSettings: [String: [Routine.Setting]] = [:], isolationLevels: [String: String] = [:],
    timeZones: Set<String>? = nil
  ) {
    self.roleSettings = roleSettings
    self.isolationLevels = isolationLevels
    self.timeZones = timeZones
  }
}
