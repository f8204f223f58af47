internal import Postgres
internal import Probes
internal import SQLAnswers

/// What Postgres says of a statement that it refuses, without the values that the statement holds: a seed's are secrets.
struct RefusalText {
  private let statement: ScriptStatement
  /// Longest first, so that a literal goes before its parts.
  private let literals: [String]

  /// - Parameter earlier: what ran before, whose values a trigger may quote.
  init(of statement: ScriptStatement, after earlier: [MigrationStatement]) {
    self.statement = statement
    let own = SQLLiterals.texts(in: statement.text) + Self.fields(of: statement.copyData ?? "")
    let others = earlier.flatMap { SQLLiterals.texts(in: $0.text) }.filter { CanaryShape(of: $0).canBeCanary }
    literals = Set((own + others).filter { $0.utf8.count >= Self.shortest }).sorted { ($0.count, $0) > ($1.count, $1) }
  }

  /// A value that is shorter is none that anybody would recognise, and mostly a word that explains the refusal.
  private static let shortest = 8

  /// The refusal with everything that helps to find the mistake, on lines of their own.
  func text(_ refusal: ServerMessage) -> String {
    var text = "\(withheld(refusal.message)) (SQLSTATE \(refusal.sqlState))"
    if let detail = refusal.detailWithoutRows { text += "\n  detail: \(withheld(detail))" }
    if let hint = refusal.hint { text += "\n  hint: \(withheld(hint))" }
    if let context = refusal.context { text += "\n  context: \(withheld(Self.withoutSource(context)))" }
    return text + "\n  in: \(SQLLiterals.beginning(of: statement.text))"
  }

  /// The text with what stands in the statement's literals, or is quoted from one, left out.
  private func withheld(_ text: String) -> String {
    let whole = literals.reduce(text) { $0.withholding($1) }
    return whole.split(separator: "\"", omittingEmptySubsequences: false).map { piece in
      // Postgres quotes the token of a document that it stumbled on, which is a part of the literal, and a literal without end.
      let isPart = piece.contains("'") || literals.contains { $0.contains(piece) }
      return piece.utf8.count >= Self.shortest && isPart ? "…" : String(piece)
    }.joined(separator: "\"")
  }

  /// Lines of a context that quote a statement, a row of a COPY or a document keep only what they speak of.
  private static func withoutSource(_ context: String) -> String {
    context.split(separator: "\n").map { line in
      switch line.prefix(while: { $0 != " " }) {
      case "COPY", "JSON", "unnamed": String(line.prefix { $0 != ":" })
      case "SQL": SQLLiterals.beginning(of: String(line))
      default: String(line)
      }
    }.joined(separator: "\n  ")
  }

  private static func fields(of data: String) -> [String] {
    data.split { $0 == "\t" || $0.isNewline }.map(String.init)
      + data.split { $0 == "\t" || $0 == "," || $0.isNewline }.map { $0.filter { $0 != "\"" } }
  }
}

extension String {
  /// The text with another left out, in whatever case it stands.
  fileprivate func withholding(_ literal: String) -> String {
    let wanted = literal.utf8.map(\.folded)
    var rest = Array(utf8)[...]
    var kept: [UInt8] = []
    while let first = rest.first {
      if rest.count >= wanted.count, rest.prefix(wanted.count).lazy.map(\.folded).elementsEqual(wanted) {
        kept += "…".utf8
        rest = rest.dropFirst(wanted.count)
      } else {
        kept.append(first)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }
}

extension UInt8 {
  /// ASCII capitals as small letters.
  fileprivate var folded: UInt8 { self &- 65 < 26 ? self | 0x20 : self }
}
