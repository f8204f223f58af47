import FoundationEssentials
import Postgres
import Provisioning
import SQLAnswers
import SQLText
import Testing

extension Live {
  @Suite struct ProvisionerTests {
    @Test func migrationsRunAsTheOwnerInTheirFilesOrder() async throws {
      let provisioned = try await provision(
        "order",
        [
          "2.sql": "insert into made values (session_user, current_user, current_setting('search_path'));",
          "1.sql": "-- one\n\ncreate table made (s text, c text, p text);\nset search_path = '';",
        ])
      #expect(provisioned.migrations.map(\.statements) == [2, 1])
      #expect(provisioned.migrations.allSatisfy { $0.sha256.utf8.count == 64 })
      #expect(provisioned.statements.map(\.line) == [3, 4, 1])
      let row = try await provisioned.database.connect().rows("select * from public.made").cells.first
      #expect(row == ["postgres", "postgres", "\"$user\", public, extensions"])
    }

    @Test(arguments: [
      (
        "select 1;\n\nselect *\n  from nowhere;",
        "4: relation \"nowhere\" does not exist (SQLSTATE 42P01)\n  in: select *"
      ),
      ("\\set x 1\n\\i other.sql", "2: \\i is psql's: list the included file"),
      ("begin;\ncreate table t ();", "2: the file ends inside a transaction"),
      ("create table t (a int);\ncopy t from stdin;\n1\nx\n\\.\n", "2: invalid input syntax for type integer: \"x\""),
      ("do $$\nbegin\n raise exception 'no' using hint = 'try';\nend $$", "1: no (SQLSTATE P0001)\n  hint: try"),
    ])
    func aRefusedStatementIsNamedByFileAndLine(_ text: String, _ message: String) async throws {
      let server = try await ScratchServer("refused_\(text.utf8.count)")
      let file = try write(["bad.sql": text], to: server.database) + "/bad.sql"
      let provisioner = Provisioner(server: server, recipe: Recipe(migrations: [Script(path: file)]))
      let error = await #expect(throws: ScriptError.self) { try await provisioner.provision() }
      #expect(error?.description.hasPrefix("\(file):\(message)") == true, "\(error?.description ?? "")")
      await server.stop()
    }

    /// A seed's values are secrets: a refusal names constraint, table, column and line, and quotes no row.
    @Test(arguments: [
      (
        "insert into t values (1, 'sk_live_a1b2c3d4e5f6');\ninsert into t values (2, 'sk_live_a1b2c3d4e5f6');",
        "3: duplicate key value violates unique constraint \"t_tok_key\" (SQLSTATE 23505)\n  detail: Key (tok) already exists."
          + "\n  in: insert into t values (2, …"
      ),
      (
        "insert into t values (1, 'sk_live_a1b2c3d4e5f6a1b2c3d4e5f6');",
        "2: new row for relation \"t\" violates check constraint \"t_tok_check\" (SQLSTATE 23514)\n  in: insert into t values (1, …"
      ),
      (
        "copy t (id, u) from stdin;\n1\tsk_live_a1b2c3d4e5f6\n\\.\n",
        "2: invalid input syntax for type uuid: \"…\" (SQLSTATE 22P02)\n  context: COPY t, line 1, column u\n  in: copy t"
      ),
      (
        "insert into t (id, j) values (1, '{\"a\": sk_live_a1b2c3d4e5f6}');",
        "2: invalid input syntax for type json (SQLSTATE 22P02)\n  detail: Token \"…\" is invalid.\n  context: JSON data, line 1"
          + "\n  in: insert into t (id, j) values (1, …"
      ),
      (
        "do $$ begin raise exception 'no %', upper('sk_live_a1b2c3d4e5f6'); end $$",
        "2: no … (SQLSTATE P0001)\n  context: PL/pgSQL function inline_code_block line 1 at RAISE\n  in: do …"
      ),
      (
        "insert into t (id) values (sqrt(-4242424242424242));",
        "2: cannot take square root of a negative number (SQLSTATE 2201F)\n  in: insert into t (id) values (sqrt(- …"
      ),
    ])
    func aRefusedSeedShowsNoValue(_ seed: String, _ message: String) async throws {
      let server = try await ScratchServer("withheld_\(seed.utf8.count)")
      let table = "create table t (id int, tok text unique check (length(tok) < 30), u uuid, j jsonb);\n"
      let file = try write(["seed.sql": table + seed], to: server.database) + "/seed.sql"
      let provisioner = Provisioner(server: server, recipe: Recipe(seeds: [Script(path: file)]))
      let error = await #expect(throws: ScriptError.self) { try await provisioner.provision() }
      #expect(error?.description.hasPrefix("\(file):\(message)") == true, "\(error?.description ?? "")")
      #expect(error?.description.lowercased().contains("a1b2c3d4") == false)
      await server.stop()
    }

    @Test func bestEffortPassesOverWhatIsRefusedAlsoInsideATransaction() async throws {
      let provisioned = try await provision(
        "effort", ["1.sql": "begin;\ncreate table a ();\nselect 1/0;\ncreate table b ();\ncommit;\nselect nothing;"],
        bestEffort: true)
      #expect(provisioned.migrations[0].failures.map(\.line) == [3, 6])
      let count = try await provisioned.database.connect().rows(
        "select count(*) from pg_tables where schemaname = 'public'")
      #expect(count.scalar == "2")
    }

    @Test func dumpsOfPgDumpRun() async throws {
      let dump = """
        \\restrict abc
        SET statement_timeout = 0;
        SELECT pg_catalog.set_config('search_path', '', false);
        CREATE TABLE public.t (a integer, b text);
        COPY public.t (a, b) FROM stdin;
        1\tone; two
        2\t\\N
        \\.
        \\unrestrict abc
        """
      let provisioned = try await provision("dump", ["dump.sql": dump])
      #expect(provisioned.migrations[0].notes.map(\.line) == [1, 9])
      let rows = try await provisioned.database.connect().rows("select * from public.t order by 1")
      #expect(rows.cells == [["1", "one; two"], ["2", nil]])
    }

    @Test func aFileThatCountsOnOneTransactionGetsIt() async throws {
      let text = """
        set local search_path = 'extensions';
        create table local ();
        create temporary table gone (a int) on commit drop;
        insert into gone values (1);
        """
      let provisioned = try await provision("local", ["1.sql": text])
      let found = try await provisioned.database.connect().rows("select to_regclass('extensions.local')")
      #expect(found.scalar == "extensions.local" || found.scalar == "local")
    }

    @Test func extensionsThatTheServerLacksAreStoodInFor() async throws {
      let provisioned = try await provision(
        "stubs",
        [
          "1.sql": """
          create extension if not exists vector with schema extensions;
          create extension if not exists moddatetime with schema extensions;
          create table items (e extensions.vector(3));
          begin;
          create index on items using hnsw (e extensions.vector_l2_ops);
          create table after_index ();
          commit;
          comment on extension vector is 'x';
          """
        ])
      #expect(provisioned.migrations[0].notes.map(\.line).contains(5))
      #expect(provisioned.statements.count == 8)
    }

    @Test func seedsAskForValuesThatAreRemembered() async throws {
      let server = try await ScratchServer("seeded")
      let folder = try write(
        ["t.sql": "create table s (v text)", "seed.sql": "insert into s values (trespass.canary('a'))"], to: "seeded")
      let recipe = Recipe(migrations: [Script(path: folder + "/t.sql")], seeds: [Script(path: folder + "/seed.sql")])
      let provisioned = try await Provisioner(server: server, recipe: recipe).provision()
      let connection = try await provisioned.database.connect()
      let value = try await connection.rows("select v from s").scalar
      #expect(provisioned.slots.map(\.name) == ["a"] && provisioned.slots.map(\.value) == [value])
      #expect(try await connection.rows("select to_regnamespace('trespass')").scalar == nil)
    }

    @Test func copiesKeepTheSettingsAndPrivilegesOfTheirDatabase() async throws {
      let server = try await ScratchServer("original")
      let connection = try await Connection(server.info)
      try await connection.run(
        script: """
          alter database original set app.x to 'one';
          alter role anon in database original set app.y to 'two';
          revoke connect on database original from public;
          alter database original owner to dashboard_user
          """)
      await connection.close()
      _ = try await server.clone(server.main, as: "copied")
      let facts = try await Connection(server.info).rows(
        """
        select datdba::regrole, datacl::text, (select count(*) from pg_db_role_setting where setdatabase = d.oid)
        from pg_database d where datname in ('original', 'copied')
        """)
      #expect(facts.cells.count == 2 && facts.cells[0] == facts.cells[1])
    }

    private func provision(
      _ name: String, _ files: [String: String], bestEffort: Bool = false
    ) async throws -> Provisioned {
      let server = try await ScratchServer(name)
      let recipe = Recipe(migrations: [Script(path: try write(files, to: name))])
      return try await Provisioner(server: server, recipe: recipe, bestEffort: bestEffort).provision()
    }
  }
}
