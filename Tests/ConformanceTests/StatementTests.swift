import JSONText
import PostgREST
import SQLText
import Testing

/// Without a server: the statements planned are, word for word and in order, those that PostgREST ran.
@Suite struct StatementTests {
  @Test(arguments: Recording.configurations)
  func everyRecordedStatementIsPlannedWordForWord(_ configuration: String) throws {
    let planner = Planner(
      cache: try RecordedSchemaCache.load(), settings: Recording.settings(configuration), facts: Recording.facts)
    let texts = try Recording.statements
    let vectors = try Recording.inProcess(configuration)
    let differences = try vectors.filter { Self.exceptions[$0.id] == nil }.compactMap {
      try StatementComparison($0, texts: texts).difference(from: planner)
    }
    #expect(
      differences.isEmpty,
      "\(differences.count) of \(vectors.count) differ:\n\(differences.prefix(5).joined(separator: "\n"))")
  }

  private static let exceptions = [
    "P35-097": "the dump of the schema cache leaves out the isolation levels of functions",
    "P40-002": "asked on the port for administration",
    "P40-003": "asked on the port for administration",
    "P40-004": "asked on the port for administration",
  ]

  /// Bound values that the server logged otherwise than they were sent, beyond what ``ComparedValue`` knows.
  static let printedByTheirType = [
    "P9-097": "a range, with its bounds as dates have them",
    "P9-099": "a moment, with its time and zone",
    "P9-100": "a moment, in the server's own form",
    "P9-101": "a moment that was yesterday then",
    "P9-158": "an amount of money, with its currency",
    "P13-098": "a text that ends at its NUL",
  ]
}

/// How the planned statements differ from the recorded ones.
struct StatementComparison {
  private let vector: Vector
  private let recorded: [ComparedStatement]
  private let comparesValues: Bool

  init(_ vector: Vector, texts: [String: String]) throws {
    self.vector = vector
    recorded = try (vector.json["sql"]?.elements ?? []).map { try ComparedStatement(recorded: $0, texts: texts) }
    comparesValues = StatementTests.printedByTheirType[vector.id] == nil
  }

  func difference(from planner: Planner) -> String? {
    if recorded.isEmpty, vector.saysTheDatabaseWasAsked { return "\(vector.name): no SQL is recorded" }
    do throws(APIError) {
      let prepared = try planner.plan(vector.http, by: vector.caller)
      return difference(from: prepared.transaction?.compared ?? [], isDescription: prepared.request.resource == .root)
    } catch {
      // Without a body there is no code.
      let hasCode = vector.http.method != "HEAD"
      let isSame = vector.status == error.status && (!hasCode || vector.code ?? "" == error.code)
      return recorded.isEmpty && isSame ? nil : "\(vector.name): \(error) for \(vector.status) \(recorded)"
    }
  }

  /// - Parameter isDescription: whether the statements are for the OpenAPI document. PostgREST asks the catalogs anew for it and
  ///   commits; the model has it from its schema cache, asks what the caller may see, and rolls back as for every request.
  private func difference(from planned: [ComparedStatement], isDescription: Bool) -> String? {
    isDescription
      ? difference(of: Array(recorded.prefix(2)), from: Array(planned.prefix(2)))
      : difference(of: recorded, from: planned)
  }

  /// A refusal stops the recording short, with the end of the transaction behind it.
  private func difference(of recorded: [ComparedStatement], from planned: [ComparedStatement]) -> String? {
    let isShort = vector.status >= 400 && recorded.last == .rollback && recorded.count < planned.count
    let ran = isShort ? recorded.dropLast() : recorded[...]
    let place = zip(ran, planned).map { $0.isRecord(of: $1, withValues: comparesValues) }.firstIndex(of: false)
    if place == nil, isShort || ran.count == planned.count { return nil }
    let index = place ?? min(ran.count, planned.count)
    return """
      \(vector.name) \(vector.status), statement \(index + 1) of \(planned.count)
        planned  \(planned.dropFirst(index).first.map { "\($0)" } ?? "none")
        recorded \(ran.dropFirst(index).first.map { "\($0)" } ?? "none")
      """
  }
}

extension PreparedTransaction {
  /// Its statements in PostgREST's words.
  fileprivate var compared: [ComparedStatement] {
    let settings = ComparedStatement.settings(settings.map { .init($0.name, $0.value) })
    return [ComparedStatement(begin, values: []), settings]
      + statementsInOrder.dropFirst(2).dropLast().map { ComparedStatement($0) } + [.rollback]
  }
}

extension ComparedStatement {
  /// PostgREST's word for it.
  static let rollback = ComparedStatement("ABORT", values: [])
}
