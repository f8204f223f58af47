import SQLText
import Testing

/// What Postgres's own lexer makes of a text, on true and on broken SQL.
@Suite struct SQLLexerTests {
  typealias Kinds = [SQLToken.Kind]

  @Test(
    arguments: [
      ("Select fOO_1$ from Größe", [.word("select"), .word("foo_1$"), .word("from"), .word("größe")]),
      ("\"Camel \"\"Case\"\"\" \"\"", [.quoted("Camel \"Case\""), .quoted("")]),
      ("public.\"Keys\".id", [.word("public"), .punctuation("."), .quoted("Keys"), .punctuation("."), .word("id")]),
      ("U&\"d\\0061t\\+000061\" u&\"a!0062\" UESCAPE '!'", [.quoted("data"), .quoted("ab")]),
      ("\u{FEFF}a", [.word("a")]), ("", []), (" \t\r\n\u{0B}\u{0C}", []),
    ] as [(String, Kinds)])
  func names(_ text: String, _ expected: Kinds) { #expect(SQLLexer(text).map(\.kind) == expected) }

  @Test(arguments: [
    ("'a' '' 'it''s' ''''", ["a", "", "it's", "'"]),
    ("'back\\slash' '\\'", ["back\\slash", "\\"]),
    ("E'it\\'s' e'a''b' E'\\\\' E'\\n\\t\\x41\\101\\u0042\\U00000043\\q'", ["it's", "a'b", "\\", "\n\tAABCq"]),
    ("E'\\uD83D\\uDE00 \\xC3\\xA9' U&'\\D83D\\DE00'", ["😀 é", "😀"]),
    ("U&'\\0061\\\\\\+000062' u&'#0063\\' uescape '#' U&'\\00'", ["a\\b", "c\\", "\\00"]),
    ("B'01' x'1F' N'a'", ["01", "1F", "a"]),
    // Only a line's end between two makes them one.
    ("'a'\n  'b' 'c' -- d\n 'e'", ["ab", "ce"]), ("E'a'\r\n'\\n'", ["a\n"]),
    ("$$a'b$$ $x$ $$ $y$ $x$ $é1$z$é1$ $$$$", ["a'b", " $$ $y$ ", "z", ""]),
  ])
  func strings(_ text: String, _ contents: [String]) {
    #expect(SQLLexer(text).map(\.kind) == contents.map { .string($0) })
  }

  @Test(
    arguments: [
      ("'open", [.string("open")]), ("E'open\\", [.string("open\\")]), ("\"open", [.quoted("open")]),
      ("$$open$", [.string("open$")]), ("$a$open$b$", [.string("open$b$")]), ("U&'open\\00", [.string("open\\00")]),
      ("a /* open /* */", [.word("a")]), ("a -- open", [.word("a")]), ("'", [.string("")]), ("\"", [.quoted("")]),
      ("$", [.punctuation("$")]), ("$a", [.punctuation("$"), .word("a")]), ("/", [.operator("/")]),
      ("\\", [.punctuation("\\")]), ("\u{0}", [.punctuation("\u{0}")]), ("u&", [.word("u"), .operator("&")]),
    ] as [(String, Kinds)])
  func whatHasNoEndReachesToTheEnd(_ text: String, _ expected: Kinds) {
    #expect(SQLLexer(text).map(\.kind) == expected)
  }

  @Test(arguments: [
    ("1 1.5 .5 5. 1e10 1.5E-3 1_000 0x1F", ["1", "1.5", ".5", "5.", "1e10", "1.5E-3", "1_000", "0x1F"]),
    ("12abc", ["12abc"]),
  ])
  func numbers(_ text: String, _ expected: [String]) {
    #expect(SQLLexer(text).map(\.kind) == expected.map { .number($0) })
  }

  @Test(
    arguments: [
      ("1..9", [.number("1"), .punctuation("."), .punctuation("."), .number("9")]),
      ("1 -1", [.number("1"), .operator("-"), .number("1")]),
      ("$1 $23", [.parameter(1), .parameter(23)]),
      ("a$1", [.word("a$1")]), ("a$b$", [.word("a$b$")]), ("$1a$", [.parameter(1), .word("a$")]),
    ] as [(String, Kinds)])
  func numbersAndParameters(_ text: String, _ expected: Kinds) { #expect(SQLLexer(text).map(\.kind) == expected) }

  @Test(arguments: [
    ("-> ->> #> #>> :: := => <> != ?| ?& @> || ~~* <@", nil),
    ("a->>'b'", "->>"), ("a#>>'{b}'", "#>>"), ("a::b", "::"), ("a:=b", ":="), ("a=-b", "= -"), ("a@-b", "@-"),
    ("a*-- c\nb", "*"), ("a+/* c */b", "+"), ("a<=+-b", "<= + -"),
  ])
  func operators(_ text: String, _ expected: String?) {
    let found = SQLLexer(text).compactMap { if case .operator(let mark) = $0.kind { mark } else { nil } }
    #expect(found.joined(separator: " ") == expected ?? text)
  }

  @Test func bracketsStandForThemselves() {
    let marks = SQLLexer("([a:b],c);.{}").map(\.kind.text)
    #expect(marks == ["(", "[", "a", ":", "b", "]", ",", "c", ")", ";", ".", "{", "}"])
  }

  @Test(arguments: [
    ("a /* b /* c */ d */ e", ["a", "e"]), ("a -- b\nc -- d\re", ["a", "c", "e"]), ("/*/ a */ b", ["b"]),
    ("a/**/b", ["a", "b"]), ("'/* a */' -- 'b'", ["/* a */"]), ("a - - b", ["a", "-", "-", "b"]),
  ])
  func commentsArePassedOver(_ text: String, _ expected: [String]) {
    #expect(SQLLexer(text).map(\.kind.text) == expected)
  }

  @Test(arguments: [
    "select \"A\", E'\\'b' /* c */ from $q$ d $q$ where é >= 1.5 and $1::int4 #>> '{a}'", "U&'a' uescape '!'x",
    "'a'\n'b'c",
  ])
  func rangesGiveBackTheText(_ text: String) {
    let lexer = SQLLexer(text)
    var end = 0
    for token in lexer {
      #expect(token.range.lowerBound >= end && !token.range.isEmpty)
      let again = SQLLexer(lexer.text(token.range)).map(\.kind)
      #expect(again == [token.kind])
      end = token.range.upperBound
    }
    #expect(end == text.utf8.count)
  }

  @Test func thePositionCanBeSet() {
    var lexer = SQLLexer("a 'b c' d")
    lexer.position = 3
    #expect(lexer.next()?.kind == .word("b"))
    lexer.position = lexer.endOfLine(from: lexer.position)
    #expect(lexer.next() == nil)
  }

  @Test(arguments: [
    ("execute 'insert into ' || quote_ident(t)", ["execute", "insert", "into", "||", "quote_ident", "(", "t", ")"]),
    ("as $f$ select 'a ''b''' -- c\n $f$", ["as", "select", "a", "b"]),
    ("raise 'it''s \"So\"'", ["raise", "it", "s", "So"]), ("''", []),
  ])
  func stringsAreOpened(_ text: String, _ words: [String]) { #expect(SQLLexer.words(of: text) == words) }

  @Test func whatStandsInAStringHasTheStringsRange() {
    #expect(SQLLexer.opened("a 'b c'").map(\.range) == [0..<1, 2..<7, 2..<7])
  }

  /// Neither the stack nor time is exhausted by a text of nothing but quotes.
  @Test(arguments: ["$a$", "'", "''", "\"", "/*", "E'\\", "U&'", "$", "(", "u&'a' uescape "])
  func quotesInQuotesEnd(_ piece: String) {
    let text = String(repeating: piece, count: 5_000)
    #expect(SQLLexer.opened(text).count <= text.utf8.count)
  }
}

@Suite struct SQLSourceTests {
  @Test func partsAreReplaced() {
    let source = SQLSource("é = 'x' and é is null")
    let names = source.tokens.filter { $0.kind == .word("é") }.map { (range: $0.range, text: "\"Ü\"") }
    #expect(source.replacing(names) == "\"Ü\" = 'x' and \"Ü\" is null")
    #expect(source[source.tokens[2].range] == "'x'")
    #expect(SQLSource("").replacing([]) == "")
  }

  @Test(arguments: [
    ("f(a, g(b, c), 'd,')", [["a"], ["g", "(", "b", ",", "c", ")"], ["d,"]]), ("f()", [[]]), ("f(a", [[]]),
    ("f a", [[]]),
    ("f(a,)", [["a"], []]),
  ])
  func argumentsAreCutAtTheirCommas(_ text: String, _ expected: [[String]]) {
    let kinds = SQLLexer(text).map(\.kind)
    #expect(kinds.arguments(from: 1).map { $0.map(\.text) } == expected)
  }
}
