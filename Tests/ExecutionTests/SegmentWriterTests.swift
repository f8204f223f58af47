import Catalog
import Execution
import JSONText
import PostgREST
import Postgres
import SQLText
import Testing

@Suite struct SegmentWriterTests {
  private func prepared(_ request: Request, role: String = "anon") throws -> PreparedTransaction {
    var settings = APISettings()
    settings.anonRole = "anon"
    var firms = Relation(oid: 1, name: QualifiedName("public", "firms"), kind: .table, owner: "postgres")
    firms.columns = [Column(name: "id", number: 1, type: 23, typeName: "integer", baseType: 23)]
    var catalog = CatalogSnapshot()
    catalog.relations = [firms]
    let cache = SchemaCache(catalog: catalog, settings: settings)
    return try #require(try Planner(cache: cache, settings: settings).plan(request, by: Caller(role: role)).transaction)
  }

  private func text(_ step: PipelineStep) -> String {
    switch step {
    case .query(let text, _): text
    case .prepare(let name, let text, _): "prepare \(name): \(text)"
    case .execute(let name, _): "execute \(name)"
    }
  }

  /// What stands behind a statement that fails is skipped: a preparation there would be missed by every later segment.
  @Test func preparationsStandBeforeWhateverMayFail() throws {
    var writer = SegmentWriter()
    let read = try prepared(.read("firms"))
    let write = try prepared(.update("firms", set: ["id": 1]))
    for transaction in [read, write] {
      let steps = writer.write([transaction], role: "anon").segment.map(text)
      let main = try #require(
        steps.lastIndex { $0.hasPrefix("prepare :") || $0.hasPrefix("execute ") && $0 == "execute " })
      #expect(!steps[main...].contains { $0.hasPrefix("prepare s") })
    }
  }

  @Test func aStatementIsParsedOnceForARole() throws {
    var writer = SegmentWriter()
    let read = try prepared(.read("firms"))
    let parses = [("anon", true), ("anon", false), ("authenticated", true), ("authenticated", false)]
    for (role, parsed) in parses {
      let steps = writer.write([read], role: role).segment.map(text)
      #expect(steps.contains { $0.hasPrefix("prepare :") } == parsed, "\(role)")
    }
    #expect(
      writer.write([read], role: "authenticated", afresh: true).segment.map(text).contains { $0.hasPrefix("WITH") })
  }

  @Test func everySegmentStartsByRollingBack() throws {
    var writer = SegmentWriter()
    let read = try prepared(.read("firms"))
    let first = writer.write([read], role: "anon").segment.map(text)
    #expect(first.prefix(2) == ["prepare s0: ROLLBACK", "execute s0"])
    #expect(writer.write([read], role: "anon").segment.map(text).first == "execute s0")
  }

  @Test func spansPointAtTheStepsOfTheirStatements() throws {
    var writer = SegmentWriter()
    let written = writer.write([try prepared(.read("firms"))], role: "anon")
    let span = try #require(written.spans.first)
    // BEGIN, the prelude, the statement; constraints are not asked of a transaction that only reads.
    #expect(span.statements.map(\.count) == [1, 1, 2, 0])
    #expect(text(written.segment[span.statements[2].upperBound - 1]) == "execute ")
  }
}
