import Judgement
import SQLText
import Testing

@Suite struct StatementIndexTests {
  private let index = StatementIndex([
    SourceStatement(file: "1.sql", line: 1, text: "create table public.firms (id int)"),
    SourceStatement(file: "1.sql", line: 4, text: "CREATE OR REPLACE VIEW \"Open Firms\" AS select * from firms"),
    SourceStatement(
      file: "2.sql", line: 2,
      text: "create or replace function private.is_member(f int) returns bool language sql as 'select true'"),
    SourceStatement(file: "2.sql", line: 9, text: "-- later\ncreate view public.firms_v as select * from other.firms"),
  ])

  @Test(arguments: [
    ("create table", QualifiedName("public", "firms"), 1), ("create view", QualifiedName("public", "Open Firms"), 4),
    ("create function", QualifiedName("private", "is_member"), 2),
    ("create view", QualifiedName("public", "firms_v"), 9),
    ("create table", QualifiedName("other", "firms"), nil), ("create view", QualifiedName("private", "firms_v"), nil),
  ])
  func statementsAreFoundByWhatTheyMake(_ phrase: String, _ name: QualifiedName, _ line: Int?) {
    #expect(index.last([phrase], naming: name)?.line == line)
  }
}
