package import PostgREST
package import Postgres
internal import SQLAnswers
internal import SQLText

extension SessionFacts {
  /// Asks the server what PostgREST asks at start: the settings of the roles that the authenticator may take on.
  ///
  /// - Throws: the ``ServerMessage`` of a refused query, or ``ConnectionFailure``.
  package static func read(_ connection: Connection, authenticator: String) async throws -> SessionFacts {
    var facts = SessionFacts()
    for row in try await connection.rows(Self.roleSettings(of: authenticator)).cells {
      guard row.count == 3, let role = row[0], let name = row[1], let value = row[2] else { continue }
      if name == "default_transaction_isolation" {
        facts.isolationLevels[role] = value.lowercased()
      } else {
        facts.roleSettings[role, default: []].append(Routine.Setting(name, value))
      }
    }
    let zones = try await connection.rows("select name from pg_catalog.pg_timezone_names").cells
    facts.timeZones = Set(zones.compactMap { $0.first.flatMap { $0 } })
    return facts
  }

  /// Only direct memberships, and only settings that the authenticator may set itself.
  private static func roleSettings(of authenticator: String) -> SQL {
    """
    select r.rolname, s.name, s.value
    from pg_catalog.pg_auth_members m
    join pg_catalog.pg_roles a on a.oid = m.member and a.rolname = \(bind: authenticator)
    join pg_catalog.pg_roles r on r.oid = m.roleid
    cross join lateral (
      select split_part(c, '=', 1) as name, substr(c, strpos(c, '=') + 1) as value, n
      from unnest(r.rolconfig) with ordinality as _ (c, n)
    ) s
    where s.name = 'default_transaction_isolation' or exists (
      select from pg_catalog.pg_settings p
      where p.name = s.name
        and (p.context = 'user' or pg_catalog.has_parameter_privilege(a.rolname, p.name, 'set'))
    )
    order by r.rolname, s.n
    """
  }
}
