import Probes
import Testing

/// What a source text writes into, and what it leaves behind in the session.
@Suite struct WrittenByTextTests {
  @Test(arguments: [
    ("insert into public.\"Audit Log\"(a) values (1)", ["audit log"]), ("insert into t default values", ["t"]),
    ("update only t set a = 1", ["t"]), ("UPDATE public.t AS x SET a = 1", ["t"]), ("delete from t where true", ["t"]),
    ("delete from only t", ["t"]), ("merge into t using s on true", ["t"]),
    ("insert into t values (1) on conflict do update set a = 2", ["t"]),
    ("with d as (delete from a returning *) insert into b select * from d", ["a", "b"]),
    ("execute 'insert into t values (''x'')'", ["t"]), ("execute $q$ update t set a = 1 $q$", ["t"]),
    ("execute 'insert into t select ' || x", ["t"]),
    ("select 1 from t for update", []), ("if tg_op in ('UPDATE', 'DELETE') then", []),
    ("-- insert into t\nselect /* update t set */ 1", []), ("insert", []), ("update", []), ("select into t", []),
  ])
  func relationsNamed(_ text: String, _ expected: [String]) {
    let targets = WriteTargets(in: text)
    #expect(targets.names == expected)
    #expect(!targets.arePasted)
  }

  @Test(arguments: [
    "execute 'insert into ' || quote_ident(name)", "execute format('update %I set a = 1', name)",
    "execute format('delete from public.%I', name)", "execute format('insert into %1$s values (1)', name)",
    "execute 'insert into $1'", "execute 'insert into public.' || name", "execute 'insert into \"' || name || '\"'",
  ])
  func namesPastedTogether(_ text: String) {
    #expect(WriteTargets(in: text).arePasted)
    #expect(WriteTargets(in: text).names.isEmpty)
  }

  @Test(arguments: [
    ("perform set_config('app.org', v, false)", true), ("perform set_config('app.org', v, is_local)", true),
    ("perform set_config('app.org', v, true)", false), ("perform pg_catalog.set_config('a', 'b,)', TRUE)", false),
    ("select set_config('a', f(b, c), is_local => true)", false),
    ("select set_config(setting_name => 'a', new_value => v, is_local => false)", true),
    ("select set_config('a', 'b', true), set_config('c', 'd', false)", true),
    ("execute 'select set_config(''a'', ''b'', false)'", true),
    ("execute 'select set_config(''a'', ''b'', true)'", false),
    ("execute 'select set_config(''a'', ''' || v || ''', true)'", false),
    ("execute 'select set_config(''a'', ''' || v || ''', false)'", true),
    ("select set_config('a', v || ',', true) -- , false)", false), ("select set_config ('a', 'b', true)", false),
    ("select set_config('a', 'b'", true), ("select 1", false), ("select current_setting('a', false)", false),
  ])
  func settingsLeftBehind(_ body: String, _ areLeft: Bool) { #expect(SessionSettings.areLeft(by: body) == areLeft) }
}
