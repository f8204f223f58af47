internal import SQLText

/// Cuts SQL text into statements where psql would: at semicolons outside of quotes, comments, parentheses and the body of a
/// `BEGIN ATOMIC` routine.
package struct StatementSplitter {
  static let wordsKept = 8

  private var lexer: SQLLexer
  /// Where lines were last counted to: they are asked for in order.
  private var counted = (offset: 0, line: 1)
  /// Where the statement begins, with its 1-based line.
  private var start: (offset: Int, line: Int)?
  private var end = 0
  private var parentheses = 0
  private var words: [String] = []
  private var previousWord = ""
  /// How many `BEGIN ATOMIC` and `CASE` wait for their `END`.
  private var openBlocks = 0
  private var readsCopyData = false

  private init(_ text: String) { lexer = SQLLexer(text) }

  package static func items(of text: String) -> [ScriptItem] {
    var splitter = StatementSplitter(text)
    var items: [ScriptItem] = []
    while let token = splitter.lexer.next() { items += splitter.take(token) }
    if let rest = splitter.finish() { items.append(.statement(rest)) }
    return items
  }

  private mutating func take(_ token: SQLToken) -> [ScriptItem] {
    switch token.kind {
    case .punctuation(";") where parentheses == 0 && openBlocks == 0: return finish().map { [.statement($0)] } ?? []
    case .punctuation("\\"): return takeMetaCommand(at: token)
    case .word(let word): takeWord(word)
    case .punctuation("("): parentheses += 1
    case .punctuation(")"): parentheses = max(0, parentheses - 1)
    default: previousWord = ""
    }
    start = start ?? (token.range.lowerBound, line(of: token.range.lowerBound))
    end = token.range.upperBound
    return []
  }

  private mutating func line(of offset: Int) -> Int {
    counted.line += lexer.bytes[counted.offset..<offset].count { $0 == UInt8(ascii: "\n") }
    counted.offset = offset
    return counted.line
  }

  private mutating func takeWord(_ word: String) {
    if words.count < Self.wordsKept { words.append(word) }
    if openBlocks == 0, word == "atomic", previousWord == "begin", createsRoutine { openBlocks = 1 }
    if openBlocks > 0, word == "case" { openBlocks += 1 }
    if openBlocks > 0, word == "end" { openBlocks -= 1 }
    if words.first == "copy", previousWord == "from", word == "stdin", parentheses == 0 { readsCopyData = true }
    previousWord = word
  }

  private var createsRoutine: Bool {
    guard words.first == "create" else { return false }
    let kind = words.dropFirst().first { $0 != "or" && $0 != "replace" }
    return kind == "function" || kind == "procedure"
  }

  /// `\g` and its kin end a statement as a semicolon does.
  private mutating func takeMetaCommand(at token: SQLToken) -> [ScriptItem] {
    let name = lexer.takeMetaCommand(from: token)
    let line = line(of: token.range.lowerBound)
    let terminates = ["\\g", "\\gx", "\\gset", "\\gdesc"].contains(name)
    let ended = terminates ? finish() : nil
    let command = MetaCommand(name: name, line: line, isInsideStatement: start != nil)
    return (ended.map { [.statement($0)] } ?? []) + [.metaCommand(command)]
  }

  /// The statement read so far, and a clean slate.
  private mutating func finish() -> ScriptStatement? {
    guard let start else { return nil }
    let statement = ScriptStatement(
      text: lexer.text(start.offset..<end), line: start.line, words: words,
      copyData: readsCopyData ? lexer.takeCopyData() : nil)
    (self.start, parentheses, openBlocks, words, previousWord) = (nil, 0, 0, [], "")
    readsCopyData = false
    return statement
  }
}
