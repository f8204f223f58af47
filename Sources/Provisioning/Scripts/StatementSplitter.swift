/// Cuts SQL text into statements where psql would: at semicolons outside of quotes, comments, parentheses and the body of a
/// `BEGIN ATOMIC` routine.
package struct StatementSplitter {
  static let wordsKept = 8

  private var scanner: SQLScanner
  /// Where the statement begins, with its 1-based line.
  private var start: (offset: Int, line: Int)?
  private var end = 0
  private var parentheses = 0
  private var words: [String] = []
  private var previousWord = ""
  /// How many `BEGIN ATOMIC` and `CASE` wait for their `END`.
  private var openBlocks = 0
  private var readsCopyData = false

  private init(_ text: String) { scanner = SQLScanner(text) }

  package static func items(of text: String) -> [ScriptItem] {
    var splitter = StatementSplitter(text)
    var items: [ScriptItem] = []
    while let token = splitter.scanner.next() { items += splitter.take(token) }
    if let rest = splitter.finish() { items.append(.statement(rest)) }
    return items
  }

  private mutating func take(_ token: SQLScanner.Token) -> [ScriptItem] {
    switch token.kind {
    case .semicolon where parentheses == 0 && openBlocks == 0: return finish().map { [.statement($0)] } ?? []
    case .backslash: return takeMetaCommand(at: token)
    case .word(let word): takeWord(word)
    case .open: parentheses += 1
    case .close: parentheses = max(0, parentheses - 1)
    case .semicolon, .other: previousWord = ""
    }
    start = start ?? (token.range.lowerBound, scanner.line(of: token.range.lowerBound))
    end = token.range.upperBound
    return []
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
  private mutating func takeMetaCommand(at token: SQLScanner.Token) -> [ScriptItem] {
    let name = scanner.takeMetaCommand(from: token)
    let line = scanner.line(of: token.range.lowerBound)
    let terminates = ["\\g", "\\gx", "\\gset", "\\gdesc"].contains(name)
    let ended = terminates ? finish() : nil
    let command = MetaCommand(name: name, line: line, isInsideStatement: start != nil)
    return (ended.map { [.statement($0)] } ?? []) + [.metaCommand(command)]
  }

  /// The statement read so far, and a clean slate.
  private mutating func finish() -> ScriptStatement? {
    guard let start else { return nil }
    let statement = ScriptStatement(
      text: scanner.text(start.offset..<end), line: start.line, words: words,
      copyData: readsCopyData ? scanner.takeCopyData() : nil)
    (self.start, parentheses, openBlocks, words, previousWord) = (nil, 0, 0, [], "")
    readsCopyData = false
    return statement
  }
}
