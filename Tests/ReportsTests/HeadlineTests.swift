import Judgement
import PostgREST
import Probes
import Reports
import SQLText
import Testing

/// The first line of a report says what the reader must not overlook.
@Suite struct HeadlineTests {
  private static func finding(_ reach: Reach, _ column: String, by kind: Principal.Kind = .anon) -> Finding {
    Finding(
      id: column, family: "rows", claim: .noRead, channel: .rows,
      secret: Secret(relation: QualifiedName("public", "t"), column: column),
      principal: Principal(name: kind.rawValue, kind: kind, role: "r"), reach: reach, alsoReads: [],
      request: .http(HTTPRequest(method: "GET", url: "/t")), setup: [], sql: [], door: .place(Place(column)),
      evidence: "",
      causes: [], repair: nil, count: 1)
  }

  private static func headline(
    _ findings: [Finding] = [], allowed: Int = 0, skipped: Int = 0, unproven: Int = 0, gate: Gate = Gate()
  ) -> String {
    var verdict = Verdict()
    verdict.findings = findings
    verdict.allowed = (0..<allowed).map { AllowedFinding(finding: finding(.anon, "a\($0)"), reason: "r") }
    verdict.coverage.skipped = (0..<skipped).map { Unproven("relation r\($0)", "later") }
    verdict.unproven = (0..<unproven).map { Unproven("function f\($0)", "timed out") }
    let report = Report(
      run: Report.Run(seed: "0", started: "", seconds: 1),
      database: Report.Database(postgres: "", catalog: "", baseline: "", defaultPrivileges: "", migrations: []),
      api: [], principals: [], secrets: [], conclusion: verdict.conclusion(gate), gate: gate, verdict: verdict)
    return String(TextFormat.render(report, style: RenderStyle(width: 400)).prefix { !$0.isNewline })
  }

  @Test func proofs() {
    #expect(Self.headline() == "proved: nothing leaked, everything was tried, every control passed")
    #expect(
      Self.headline(skipped: 3) == "proved: nothing leaked, all was tried but 3 skipped items, every control passed"
    )
    #expect(
      Self.headline(allowed: 2)
        == "proved, but 2 leaks allowed: nothing else leaked, everything was tried, every control passed")
    #expect(
      Self.headline([Self.finding(.owner, "a", by: .owner)], gate: Gate(failOn: .member))
        == "proved, but 1 leak allowed: nothing else leaked, everything was tried, every control passed")
    #expect(
      Self.headline([Self.finding(.sql, "a"), Self.finding(.sql, "b")], gate: Gate(rawSQL: false))
        == "proved: nothing leaked, everything was tried, every control passed, but 2 places are in reach of a raw SQL session"
    )
    #expect(
      Self.headline(allowed: 1, unproven: 1)
        == "unproven, with 1 leak allowed: nothing else leaked, but the run does not prove it")
  }

  @Test func leaks() {
    #expect(
      Self.headline([Self.finding(.outsider, "a"), Self.finding(.member, "b")])
        == "leaked: 2 secrets get out through 2 doors, as far as outsider")
    #expect(
      Self.headline([Self.finding(.anon, "a"), Self.finding(.sql, "b"), Self.finding(.sql, "c")], allowed: 1)
        == "leaked: 1 secret gets out through 1 door, as far as anon, and 2 more in reach of a raw SQL session, beside 1 leak allowed"
    )
    #expect(
      Self.headline([Self.finding(.sql, "a")])
        == "leaked: 1 secret gets out through 1 place, as far as a raw SQL session")
  }

  /// Who has a raw SQL session counts as the role that it is.
  @Test func aTolerantGateToleratesSessionsToo() {
    let gate = Gate(failOn: .outsider)
    #expect(gate.fails(Self.finding(.sql, "a", by: .outsider)) && !gate.fails(Self.finding(.sql, "a", by: .owner)))
    #expect(!Gate(rawSQL: false).fails(Self.finding(.sql, "a")))
  }
}
