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
    for vector in Recording.vectors
    where vector.isInProcess && !Self.exceptions.contains(vector.id) {
      guard let planner = planners[vector.configuration] else { continue }
      compared += 1
      if let difference = Self.difference(of: vector, planner, texts) { differences.append(difference) }
    }
    #expect(compared > 7_000)
    #expect(differences.isEmpty, "\(differences.count) differ:\n\(differences.prefix(5).joined(separator: "\n"))")
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
      guard !planned.map(words).starts(with: recorded.map(words)) else { return nil }
      return
        "\(vector.id) \(vector.json["method"]?.string ?? "") \(vector.url) \(status)\n  planned  \(planned)\n  recorded \(recorded)"
    } catch {
      let refused = recorded.isEmpty && status == JSONValue(error.status)
      return refused ? nil : "\(vector.id) \(vector.url): \(error) for \(status) \(recorded)"
    }
  }

  /// What the dump of the schema cache leaves out: isolation levels of functions; or what it does not serve.
  private static let exceptions: Set<String> = ["P35-097", "P40-002"]

  private static func squeezed(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Its words in order of name: the dump has columns by name, so those of `*` come in another order than they did.
  private static func words(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "," }.map(String.init).sorted()
  }
}
