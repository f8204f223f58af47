internal import JSONText
internal import Postgres

/// What the server answered to a transaction, by the role of each statement.
struct TransactionAnswers {
  /// BEGIN, the settings and the pre-request function.
  var opening: ArraySlice<Answer>
  var statements: ArraySlice<Answer>
  /// `SET CONSTRAINTS ALL IMMEDIATE`.
  var constraints: Answer?
  var explain: Answer?

  init(_ answers: [Answer], of transaction: PreparedTransaction) {
    let start = transaction.preRequest == nil ? 2 : 3
    let end = min(start + transaction.statements.count, answers.count)
    opening = answers.prefix(start)
    statements = answers[min(start, answers.count)..<end]
    constraints = answers.indices.contains(end) ? answers[end] : nil
    explain = transaction.explain != nil && answers.indices.contains(end + 1) ? answers[end + 1] : nil
  }

  /// - Throws: what Postgres refused before or in the statements.
  func requireStatements(authenticated: Bool) throws(APIError) {
    for answer in opening + statements { try Self.require(answer, authenticated) }
  }

  /// - Throws: what a deferred constraint refused.
  func requireConstraints(authenticated: Bool) throws(APIError) {
    if let constraints { try Self.require(constraints, authenticated) }
  }

  static func require(_ answer: Answer, _ authenticated: Bool) throws(APIError) {
    switch answer {
    case .failed(let message, _): throw APIError(message, authenticated: authenticated)
    case .lost(let message): throw APIError(503, "PGRST001", "Database client error. Retrying the connection.", details: .string(message))
    case .rows, .command, .skipped: break
    }
  }
}

/// The one row every statement answers with.
struct ResultSet {
  /// What the count query says; nil where none was asked for.
  var total: Int?
  var pageTotal: Int
  /// Pairs as in `id=eq.1` for the `Location` header.
  var location: [String] = []
  var body: String
  var responseHeaders: String?
  var responseStatus: String?
  var inserted: Int?

  init(_ answer: Answer?, isWrite: Bool) {
    let row = answer?.rows?.cells.first ?? []
    func cell(_ index: Int) -> String? { row.indices.contains(index) ? row[index] : nil }
    let shift = isWrite ? 1 : 0
    total = cell(0).flatMap { Int($0) }
    pageTotal = cell(1).flatMap { Int($0) } ?? 0
    if isWrite { location = ArrayLiteral.elements(cell(2) ?? "{}") }
    body = cell(2 + shift) ?? ""
    responseHeaders = cell(3 + shift)
    responseStatus = cell(4 + shift)
    // An empty text reads as no row inserted; only NULL says that nothing was counted.
    inserted = cell(5 + shift).map { Int($0) ?? 0 }
  }
}

/// Postgres' array literals of one dimension.
enum ArrayLiteral {
  static func elements(_ literal: String) -> [String] {
    var rest = literal.dropFirst().dropLast()
    var elements: [String] = []
    while !rest.isEmpty {
      var element = ""
      if rest.first == "\"" {
        rest.removeFirst()
        while let character = rest.popFirst(), character != "\"" {
          element.append(character == "\\" ? rest.popFirst() ?? character : character)
        }
      } else {
        let bare = rest.prefix { $0 != "," }
        element = String(bare)
        rest = rest[bare.endIndex...]
      }
      elements.append(element)
      if rest.first == "," { rest.removeFirst() }
    }
    return elements
  }
}
