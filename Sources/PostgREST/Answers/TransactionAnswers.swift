internal import JSONText
internal import SQLAnswers

/// What the server answered to a transaction, by the role of each statement.
struct TransactionAnswers {
  var statements: ArraySlice<Answer>
  /// To `SET CONSTRAINTS ALL IMMEDIATE`.
  var constraints: Answer?
  /// To the plan of the count query.
  var explain: Answer?
  private var isAuthenticated: Bool
  private var version: APISettings.Version

  init(_ answers: [Answer], constraints: Answer?, of prepared: PreparedRequest) {
    let count = prepared.transaction?.statements.count ?? 0
    statements = answers.prefix(count)
    explain = answers.dropFirst(count).first
    self.constraints = constraints
    isAuthenticated = prepared.isAuthenticated
    version = prepared.planner.settings.version
  }

  /// - Throws: what Postgres refused.
  func requireStatements() throws(APIError) {
    for answer in statements { try require(answer) }
  }

  /// - Throws: what a deferred constraint or the planner refused.
  func requireConstraints() throws(APIError) {
    for answer in [constraints, explain].compactMap(\.self) { try require(answer) }
  }

  /// Before 16 PostgREST retries a serialization failure for ever, some 2,500 times a second, and never answers.
  private static let endlessRetry = Header(
    "warning", #"199 trespass "PostgREST retries such a transaction without end""#)

  private func require(_ answer: Answer) throws(APIError) {
    switch answer {
    case .failed(let message, _):
      var error = APIError(message, authenticated: isAuthenticated)
      if version < .v16, ["40001", "40P01"].contains(message.sqlState) { error.headers.append(Self.endlessRetry) }
      throw error
    case .lost(let message):
      throw APIError(
        503, "PGRST001", "Database client error. Retrying the connection.", details: .string(message))
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
