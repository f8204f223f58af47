internal import SQLAnswers
internal import SQLText

/// A run of which the journal tells.
struct DeadRun: Sendable {
  var id: String
  var host = ""
  var process = ""
  var started = ""
}

/// Undoes what the journal says of runs that are over.
struct JournalCleaning: Sendable {
  /// Into the journal's database.
  let journal: Connection
  let maintenance: ConnectionInfo

  /// What the session of ``RunJournal/keep()`` is called.
  static func keeper(of run: String) -> String { run + " keeper" }

  /// Removes what killed runs left.
  ///
  /// - Parameter own: the run that asks, whose lock is its own.
  /// - Returns: what was done, a line for each run.
  func removeDead(besides own: String = "") async throws -> [String] {
    var told: [String] = []
    let runs = try await journal.rows(
      "select id, host, process, started::timestamp(0) from run where id <> \(bind: own) order by started desc")
    for cells in runs.cells.map({ $0.map { $0 ?? "?" } }) {
      let run = DeadRun(id: cells[0], host: cells[1], process: cells[2], started: cells[3])
      let isDead = try await journal.rows("select from run where id = \(bind: run.id) and pg_try_advisory_lock(lock)")
      guard !isDead.isEmpty else { continue }
      let lock = try await journal.rows("select lock from run where id = \(bind: run.id)").scalar
      try await settle(run)
      let removed = try await undo(run)
      try await journal.rows("select pg_advisory_unlock(\(bind: lock)::bigint)")
      told.append(
        "removed what a killed run left on the server (process \(run.process) of \(run.host), \(run.started)): "
          + (removed.isEmpty ? "nothing was there any more" : removed.joined(separator: ", ")))
    }
    return told
  }

  /// Waits for the keeper to write down what the run left, and ends whatever of it still works.
  private func settle(_ run: DeadRun) async throws {
    let keeping = "select from pg_stat_activity where application_name = \(bind: Self.keeper(of: run.id))" as SQL
    for _ in 0..<200 {
      if try await journal.rows(keeping).isEmpty { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    try await journal.rows("select end_sessions(\(bind: run.id))")
  }

  /// Drops a run's databases, and where it was the last one puts back the roles, then forgets it.
  func undo(_ run: DeadRun) async throws -> [String] {
    var removed: [String] = []
    while case let names = try await databases(of: run), !names.isEmpty {
      try await recordRoles(of: names, run)
      for name in names { try await DatabaseCopy.drop(name, on: maintenance) }
      removed += names.map { "database \($0)" }
    }
    if try await journal.rows("select from run where id <> \(bind: run.id)").isEmpty {
      removed += try await putBack(run)
    }
    try await journal.rows("delete from run where id = \(bind: run.id)")
    return removed
  }

  private func databases(of run: DeadRun) async throws -> [String] {
    try await journal.rows(
      """
      select datname from pg_database
      where datname in (select database from made where run = \(bind: run.id)) order by 1
      """
    ).cells.compactMap { $0[0] }
  }

  /// A role that a killed run made last is known by what it has in the run's databases.
  private func recordRoles(of databases: [String], _ run: DeadRun) async throws {
    for name in databases {
      try await journal.rows(
        """
        insert into kept select \(bind: run.id), 'after', kind, key, value from state
        where kind = 'role' and key in (
          select refobjid::text from pg_shdepend
          where refclassid = 'pg_authid'::regclass
            and dbid = (select oid from pg_database where datname = \(bind: name)))
        on conflict do nothing
        """)
    }
  }

  /// What the run changed and nobody has changed since.
  private func putBack(_ run: DeadRun) async throws -> [String] {
    try await journal.run(script: "begin")
    try await journal.rows(
      """
      create temporary table undone on commit drop as
      select kind, key, b.value as old, s.value as new
      from (select kind, key, value from kept where run = \(verbatim: SQL.literal(run.id)) and moment = 'before') b
      full join state s using (kind, key)
      left join (select kind, key, value from kept where run = \(verbatim: SQL.literal(run.id)) and moment = 'after') a
        using (kind, key)
      where s.value is distinct from b.value and s.value is not distinct from a.value
      """)
    do {
      try await journal.run(script: Self.puttingBack)
      let removed = try await dropRoles()
      try await journal.run(script: "commit")
      return removed
    } catch {
      if await journal.isInTransaction { try await journal.run(script: "rollback") }
      throw error
    }
  }

  /// By the catalog itself, for ALTER ROLE takes no time of validity or password to be none, and each of it is one row.
  private static let puttingBack = """
    delete from pg_db_role_setting s using undone u
    where u.kind = 'setting' and u.new is not null and u.key = s.setdatabase || ' ' || s.setrole;
    insert into pg_db_role_setting (setdatabase, setrole, setconfig)
    select split_part(key, ' ', 1)::oid, split_part(key, ' ', 2)::oid, array(select jsonb_array_elements_text(old))
    from undone where kind = 'setting' and old is not null
      and (split_part(key, ' ', 2) = '0' or split_part(key, ' ', 2)::oid in (select oid from pg_authid));
    update pg_authid a set rolname = b.rolname, rolsuper = b.rolsuper, rolinherit = b.rolinherit,
      rolcreaterole = b.rolcreaterole, rolcreatedb = b.rolcreatedb, rolcanlogin = b.rolcanlogin,
      rolreplication = b.rolreplication, rolbypassrls = b.rolbypassrls, rolconnlimit = b.rolconnlimit,
      rolpassword = b.rolpassword, rolvaliduntil = b.rolvaliduntil
    from undone u cross join lateral jsonb_populate_record(null::pg_authid, u.old) b
    where u.kind = 'role' and u.old is not null and u.new is not null and a.oid = u.key::oid;
    do $$
    declare u record;
    begin
      for u in
        select r.rolname as role, m.rolname as member, old, new from undone
        join pg_authid r on r.oid = split_part(key, ' ', 1)::oid join pg_authid m on m.oid = split_part(key, ' ', 2)::oid
        where kind = 'member'
          and not exists (select from undone n where n.kind = 'role' and n.old is null and n.key in (r.oid::text, m.oid::text))
      loop
        if u.new is not null then execute format('revoke %I from %I', u.role, u.member); end if;
        if u.old is not null then
          execute format('grant %I to %I', u.role, u.member) || case when u.old = 'true' then ' with admin option' else '' end;
        end if;
      end loop;
    end $$;
    """

  /// Drops the roles that the run made, in one statement since they hold rights in each other; one that has got something
  /// outside of the run's databases since is somebody's now.
  private func dropRoles() async throws -> [String] {
    let roles = try await journal.rows(
      """
      select rolname from undone join pg_authid r on r.oid = key::oid
      where kind = 'role' and old is null
        and not exists (
          select from pg_shdepend d where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid and d.dbid <> 0)
        and not exists (select from pg_stat_activity where usesysid = r.oid)
      order by 1
      """
    ).cells.compactMap { $0[0] }
    guard !roles.isEmpty else { return [] }
    let list = roles.map { Identifier($0).quoted }.joined(separator: ", ")
    try await journal.run(script: "drop owned by \(list); drop role \(list)")
    return roles.map { "role \($0)" }
  }

  /// Drops the journal itself, unless another run has opened it meanwhile.
  func dropJournal() async {
    guard let connection = try? await Connection(maintenance) else { return }
    _ = try? await connection.answer("drop database \(verbatim: RunJournal.database)")
    await connection.close()
  }
}
