internal import CLibPQ
internal import FoundationEssentials
internal import SQLAnswers
internal import SQLText

/// What runs do to a server that is not theirs, written down there in a database of its own, so that what a killed run left
/// can be told from everybody else's and undone.
///
/// A run is alive as long as its session holds its lock. Roles belong to the whole server: runs at the same time share them,
/// and the last one puts back what was there before the first.
actor RunJournal {
  static let database = "trespass_runs"
  private let run: String
  private let maintenance: ConnectionInfo
  private let connection: Connection
  /// By role.
  private var passwords: [String: String] = [:]
  /// The server process of the session that ``keep()`` leaves.
  private var keeper: Int32?
  private var holdsTurn = true
  private var isEnding = false

  /// What was found of killed runs and undone, a line each.
  let removed: [String]

  /// Undoes what killed runs left, then writes down how the server is before this one.
  ///
  /// Runs that start at the same time take turns until they have run their scripts, which change the same roles.
  ///
  /// - Parameter run: the name of the run's first database, with which those of all others begin.
  init(of run: String, on maintenance: ConnectionInfo) async throws {
    self.run = run
    self.maintenance = maintenance
    connection = try await Self.connect(maintenance)
    try await connection.rows("select pg_advisory_lock(-1)", within: AnswerLimits.own.script)
    removed = try await JournalCleaning(journal: connection, maintenance: maintenance).removeDead()
    try await connection.rows(
      """
      insert into run (id, host, process)
      values (\(bind: run), \(bind: ProcessInfo.processInfo.hostName), \(bind: "\(OperatingSystem.processID)")::int)
      """)
    try await connection.rows("select pg_advisory_lock(lock) from run where id = \(bind: run)")
    try await connection.rows(
      """
      insert into kept
      select \(bind: run), 'before', kind, key, value from kept where moment = 'before' and run = (
        select id from run where id <> \(bind: run) order by started limit 1)
      """)
    try await connection.rows(
      """
      insert into kept select \(bind: run), 'before', kind, key, value from state
      where not exists (select from kept where moment = 'before' and run = \(bind: run))
      """)
  }

  /// Leaves a session on the server that outlives a killed program for a moment: it ends what the program's sessions are
  /// still at, and writes down how the server is then.
  func keep() async throws {
    let forever = AnswerLimits(statement: .seconds(60), script: .seconds(1_000_000), bytes: 1 << 20)
    let journal = maintenance.database(Self.database).with("application_name", JournalCleaning.keeper(of: run))
    let keeper = try await Connection(journal, limits: forever)
    self.keeper = await keeper.backendProcess
    let watching = Self.watching(run, heldBy: await connection.backendProcess)
    Task { try? await keeper.run(script: watching) }
  }

  private static func watching(_ run: String, heldBy process: Int32) -> String {
    let name = SQL.literal(run)
    return """
      do $watch$
      begin
        while exists (select from pg_locks where locktype = 'advisory' and pid = \(process)) loop
          perform pg_sleep(0.2);
        end loop;
        if exists (select from run where id = \(name)) then
          perform end_sessions(\(name));
          delete from kept where run = \(name) and moment = 'after';
          insert into kept select \(name), 'after', kind, key, value from state;
        end if;
      end $watch$
      """
  }

  /// The journal of a server, made where there is none.
  static func connect(_ maintenance: ConnectionInfo) async throws -> Connection {
    let mostTries = 5
    for attempt in 1...mostTries {
      try await make(on: maintenance)
      do {
        let connection = try await Connection(maintenance.database(database))
        try await connection.run(script: tables)
        return connection
      } catch  where attempt < mostTries {
        // The last run before this one has just dropped it.
        try await Task.sleep(for: .milliseconds(100))
      }
    }
    throw ConnectionFailure("no database \(database) could be made on the given server")
  }

  private static func make(on maintenance: ConnectionInfo) async throws {
    let connection = try await Connection(maintenance)
    if try await !exists(on: connection) {
      let made = try await connection.answer("create database \(verbatim: database) template template0 encoding 'UTF8'")
      if let refusal = made.failure, try await !exists(on: connection) { throw refusal }
      // It holds what roles had for passwords.
      try await connection.run(script: "revoke all on database \(database) from public")
    }
    await connection.close()
  }

  static func exists(on connection: Connection) async throws -> Bool {
    try await !connection.rows("select from pg_database where datname = \(bind: database)").isEmpty
  }

  private static let tables = """
    set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3;
    select pg_advisory_lock(0);
    create table if not exists run (id text primary key, host text, process int, started timestamptz default now(),
      lock bigint generated always as identity);
    create table if not exists made (run text references run on delete cascade, database text);
    create table if not exists kept (run text references run on delete cascade, moment text, kind text, key text,
      value jsonb, primary key (run, moment, kind, key));
    create table if not exists secret as select gen_random_uuid() as value;
    create or replace view state as
      select 'role' as kind, oid::text as key, to_jsonb(a) as value from pg_authid a where rolname !~ '^pg_'
      union all
      select 'setting', setdatabase || ' ' || setrole, to_jsonb(setconfig) from pg_db_role_setting
      where setdatabase not in (select oid from pg_database where datname like 'trespass\\_%')
      union all
      select distinct on (roleid, member) 'member', roleid || ' ' || member, to_jsonb(admin_option)
      from pg_auth_members;
    create or replace function end_sessions(run_id text) returns void language sql as $$
      select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where pid <> pg_backend_pid()
        and (application_name = run_id or datname in (select database from made where run = run_id))
    $$;
    select pg_advisory_unlock(0);
    """

  /// Writes down a database before it is made.
  ///
  /// - Throws: ``ConnectionFailure`` once the run is being undone, which may be while it still works.
  func note(_ database: String) async throws {
    guard !isEnding else { throw ConnectionFailure("the run is over") }
    try await connection.rows("insert into made values (\(bind: run), \(bind: database))")
    try await record()
  }

  /// Writes down how the server is now: what somebody changes after a run is not the run's to undo.
  private func record() async throws {
    let name = SQL.literal(run)
    try await connection.run(
      script: """
        begin; delete from kept where run = \(name) and moment = 'after';
        insert into kept select \(name), 'after', kind, key, value from state; commit
        """)
  }

  /// Lets the next run have its turn.
  func passTurn() async throws {
    guard holdsTurn else { return }
    holdsTurn = false
    try await connection.rows("select pg_advisory_unlock(-1)")
  }

  /// Undoes all that this run did; what cannot be undone is left to the next run.
  func end() async {
    isEnding = true
    if let keeper {
      _ = try? await connection.rows("select pg_terminate_backend(\(bind: "\(keeper)")::int, 2000)")
    }
    _ = try? await connection.rows("select end_sessions(\(bind: run))")
    try? await record()
    let cleaning = JournalCleaning(journal: connection, maintenance: maintenance)
    // A run that was killed beside this one would leave the roles to nobody.
    _ = try? await cleaning.removeDead(besides: run)
    _ = try? await cleaning.undo(DeadRun(id: run))
    let isLast = (try? await connection.rows("select from run").isEmpty) ?? false
    await connection.close()
    if isLast { await cleaning.dropJournal() }
  }

  // MARK: Passwords

  func password(of role: String) -> String? { passwords[role] }

  /// Sets the role's password for the run alone; nil for a role that does not log in, or is the one that the user named.
  func renewPassword(of role: String) async throws -> String? {
    let own = "select from pg_roles where rolname = \(bind: role) and rolcanlogin and rolname <> session_user" as SQL
    guard try await !connection.rows(own).isEmpty else { return nil }
    // All runs on this server give the role the same one, or they would lock each other out.
    let password = try await connection.rows(
      "select encode(sha256(convert_to(value || \(bind: role), 'UTF8')), 'hex') from secret"
    ).scalar
    guard let password else { return nil }
    try await connection.setPassword(password, of: role)
    passwords[role] = password
    try await record()
    return password
  }
}

extension Connection {
  /// Hashes here, since a statement's text may stand in the server's log.
  fileprivate func setPassword(_ password: String, of role: String) throws {
    guard let hash = PQencryptPasswordConn(try requireWire().handle, password, role, "scram-sha-256") else {
      throw try requireWire().failure
    }
    defer { PQfreemem(hash) }
    let setting = """
      alter role \(Identifier(role).quoted) password \(SQL.literal(String(cString: hash))) valid until 'infinity'
      """
    // Another run's script may be altering the role at this moment.
    for _ in 0..<5 where try answer(script: setting).failure == nil { return }
    try run(script: setting)
  }
}
