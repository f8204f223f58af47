import Foundation
import JSONText
import PostgREST
import SQLText
import Testing

/// Without a server: the statements planned are, word for word, those that PostgREST ran.
@Suite struct StatementTests {
  @Test func everyRecordedStatementIsPlannedWordForWord() throws {
    let cache = try RecordedSchemaCache.load()
    let texts = Dictionary(
      uniqueKeysWithValues: try Recording.lines("statements.jsonl.gz").map {
        ($0["ref"]?.string ?? "", $0["sql"]?.string ?? "")
      })
    let planners = Dictionary(
      uniqueKeysWithValues: Recording.configurations.map {
        ($0, Planner(cache: cache, settings: Recording.settings($0), facts: Recording.facts))
      })
    var differences: [String] = []
    var compared = 0
    for vector in try Recording.lines("vectors.jsonl.gz").map(Vector.init) where vector.isInProcess {
      guard let planner = planners[vector.configuration] else { continue }
      compared += 1
      if let difference = Self.difference(of: vector, planner, texts) { differences.append(difference) }
    }
    let shown = differences.prefix(Int(ProcessInfo.processInfo.environment["SHOWN"] ?? "") ?? 5)
    #expect(differences.count <= 0, "\(differences.count) of \(compared) differ:\n\(shown.joined(separator: "\n"))")
  }

  /// The main statements: PostgREST's own text of the rest is left to the answers.
  private static func difference(of vector: Vector, _ planner: Planner, _ texts: [String: String]) -> String? {
    let recorded = (vector.json["sql"]?.elements ?? []).compactMap { statement -> String? in
      statement["sql"]?.string ?? statement["ref"]?.string.map { texts[$0] ?? $0 }
    }.map(squeezed).filter { $0.contains("pgrst_source") || $0.hasPrefix("EXPLAIN") || $0.contains("BEGIN") }
    let status = vector.json["response"]?["status"] ?? .null
    do {
      let prepared = try planner.plan(vector.http, by: vector.caller)
      let transaction = prepared.transaction
      var planned = [transaction?.begin].compactMap(\.self)
      planned += ((transaction?.statements ?? []) + [transaction?.explain].compactMap(\.self)).map { squeezed($0.text) }
        .filter { $0.contains("pgrst_source") || $0.hasPrefix("EXPLAIN") }
      // A statement that fails stops the recording short.
      guard !planned.starts(with: recorded) || planned.first != nil && recorded.isEmpty else { return nil }
      return
        "\(vector.id) \(vector.json["method"]?.string ?? "") \(vector.url) \(status)\n  planned  \(planned)\n  recorded \(recorded)"
    } catch {
      let refused = recorded.isEmpty && status == JSONValue(error.status)
      return refused ? nil : "\(vector.id) \(vector.url): \(error) for \(status) \(recorded)"
    }
  }

  private static func squeezed(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
