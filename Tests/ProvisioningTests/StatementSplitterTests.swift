import Provisioning
import Testing

@Suite struct StatementSplitterTests {
  @Test(arguments: [
    ("select 1; select 2", ["1: select 1", "1: select 2"]),
    ("-- a;\nselect 1 /* ; /* ; */ ; */;\n\n  select\n2;", ["2: select 1", "4: select\n2"]),
    ("select ';', \";\", E'\\';', 'it''s;';;", ["1: select ';', \";\", E'\\';', 'it''s;'"]),
    ("select e'a''b\\'c;' ; x", ["1: select e'a''b\\'c;'", "1: x"]),
    ("do $$ begin; end $$; do $a$ $$;$b$ $a$;", ["1: do $$ begin; end $$", "1: do $a$ $$;$b$ $a$"]),
    ("select a$b$ ; select $1;", ["1: select a$b$", "1: select $1"]),
    (
      "create rule r as on insert to t do (select 1; select 2); x",
      ["1: create rule r as on insert to t do (select 1; select 2)", "1: x"]
    ),
    (
      "create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end; x",
      [
        "1: create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end",
        "1: x",
      ]
    ),
    ("begin; end; begin", ["1: begin", "1: end", "1: begin"]),
    ("-- only a comment\n", []),
    ("\u{FEFF}select 1", ["1: select 1"]),
    ("select 'é' -- ü\r\n;\r\nselect 2", ["1: select 'é'", "3: select 2"]),
    ("select 'open", ["1: select 'open"]),
    ("select e'a'\n'b\\';'; x", ["1: select e'a'\n'b\\';'", "2: x"]),
    ("select 1 -- a;\rselect 2; x", ["1: select 1 -- a;\rselect 2", "1: x"]),
    ("select U&'a;' uescape '!', U&\"b;\"; x", ["1: select U&'a;' uescape '!', U&\"b;\"", "1: x"]),
  ])
  func cuts(_ text: String, _ expected: [String]) {
    let statements = StatementSplitter.items(of: text).map { item in
      switch item {
      case .statement(let statement): "\(statement.line): \(statement.text)"
      case .metaCommand(let command): "\(command.line): \(command.name)"
      }
    }
    #expect(statements == expected)
  }

  @Test func copyDataIsNotSQL() throws {
    let items = StatementSplitter.items(of: "copy t (a) from stdin with csv;\n1;\n'\n\\.\nselect 2;")
    guard case .statement(let copy) = items.first, case .statement(let next) = items.last else {
      Issue.record("two statements expected")
      return
    }
    #expect(copy.copyData == "1;\n'\n")
    #expect((next.text, next.line) == ("select 2", 5))
  }

  @Test(arguments: [
    ("\\restrict abc\nselect 1;", "\\restrict", false), ("\\set x 1; select", "\\set", false),
    ("\\connect other", "\\connect", false), ("select 1\n\\i x.sql", "\\i", true), ("\\ir x.sql", "\\ir", true),
    ("\\gexec", "\\gexec", true), ("select 1 \\g", "\\g", false), ("select \\echo", "\\echo", true),
  ])
  func metaCommands(_ text: String, _ name: String, _ isObjectedTo: Bool) {
    let commands = StatementSplitter.items(of: text).compactMap { item in
      if case .metaCommand(let command) = item { command } else { nil }
    }
    #expect(commands.map(\.name) == [name])
    #expect(commands.allSatisfy { ($0.objection != nil) == isObjectedTo })
  }

  @Test func positionsAreCountedInCharacters() {
    let statement = ScriptStatement(text: "select 'é',\n  x", line: 7)
    #expect(statement.line(at: 15) == 8)
    #expect(statement.line(at: 8) == 7)
    #expect(statement.line(at: nil) == 7)
  }

  @Test(arguments: [
    ("create extension vector", "vector", nil),
    ("create extension if not exists \"uuid-ossp\" with schema extensions", "uuid-ossp", "extensions"),
    ("comment on extension Vector is 'x'", "vector", nil),
    ("create table extension ()", nil, nil),
  ])
  func extensionStatements(_ text: String, _ name: String?, _ schema: String?) throws {
    guard case .statement(let statement) = StatementSplitter.items(of: text).first else { return }
    #expect(ExtensionStatement(statement)?.name == name)
    #expect(ExtensionStatement(statement)?.schema == schema)
  }
}
