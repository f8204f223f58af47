import Provisioning
import Testing

/// What of a statement may be a secret of the seed, and what of it a refusal may quote.
@Suite struct SQLLiteralsTests {
  @Test(arguments: [
    ("insert into t values ('a', 'it''s', E'b\\tc', U&'\\0064')", ["a", "it's", "b\tc", "d"]),
    ("values (4111111111111111, 12345678.5, 1234567, x)", ["4111111111111111", "12345678"]),
    ("do $$ insert into \"t\" values ('in a body') $$", [" insert into \"t\" values ('in a body') ", "in a body"]),
    ("select 'over'\n  'lines'", ["overlines"]), ("select 'no end", ["no end"]),
    ("select a -- 'comment'\n", []), ("select \"name\"", []),
  ])
  func values(_ sql: String, _ expected: [String]) { #expect(SQLLiterals.texts(in: sql) == expected) }

  @Test(arguments: [
    ("insert into t values ('a', 1)", "insert into t values ( …"), ("select 12345678", "select …"),
    ("create table t (\n  a int)", "create table t ("), ("select 1 -- 'a'", "select 1"),
    ("do $$\nbegin end $$", "do $$"), ("do $$ begin end $$", "do …"), ("select $1", "select $1"),
  ])
  func beginnings(_ sql: String, _ expected: String) { #expect(SQLLiterals.beginning(of: sql) == expected) }
}
