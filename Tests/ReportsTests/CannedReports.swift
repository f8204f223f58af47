import JSONText
import Judgement
import PostgREST
import Probes
import Reports
import SQLText

/// Two reports that every format is recorded with: nothing found, and a leak beside everything else a report can hold.
enum CannedReports {
  static let all: [(name: String, report: Report)] = [("empty", empty), ("simple", simple)]

  private static let secret = Secret(relation: QualifiedName("public", "oauth_tokens"), column: "access_token")
  private static let principals = [
    Principal(name: "anon", kind: .anon, role: "anon"),
    Principal(name: "junior_a", kind: .member, role: "authenticated", tenant: "A", claims: ["sub": "1"]),
    Principal(name: "service_role", kind: .trusted, role: "service_role"),
  ]

  private static var empty: Report { report(.proved, verdict: Verdict()) }

  private static var simple: Report {
    var verdict = Verdict()
    verdict.findings = [finding]
    verdict.allowed = [AllowedFinding(finding: finding, reason: "the owner may see it")]
    verdict.unproven = [Unproven("function public.rebuild()", "skipped without a reason")]
    verdict.planned = 4210
    verdict.outcomes = [.answered: 300, .empty: 2100, .denied: 1700, .refused: 100, .errored: 10]
    for kind in SurfaceItem.Kind.allCases {
      var tally = Coverage.Tally()
      (tally.total, tally.probed) = (9, 8)
      verdict.coverage.tallies[kind] = tally
    }
    verdict.coverage.skipped = [Unproven("function public.slow()", "takes an hour")]
    verdict.controls.canariesPlanted = 8
    verdict.controls.canariesSeen = 8
    (verdict.controls.families, verdict.controls.seeingFamilies) = (14, 14)
    return report(.leaked, verdict: verdict, notes: ["the allowance \"old\" was not used"])
  }

  private static var finding: Finding {
    Finding(
      id: "f3a91c0000ff", family: "embed", claim: .noRead, channel: .rows, secret: secret, principal: principals[1],
      reach: .member,
      alsoReads: ["admin_a"], request: .http(HTTPRequest(method: "GET", url: "/firms?select=id,oauth_tokens(*)")),
      setup: [],
      sql: ["BEGIN", "select '<&>'"], door: .relation(QualifiedName("public", "oauth_tokens")),
      evidence: "canary A/access_token (tsp4…x9f2) as plain text in $[0].oauth_tokens[0].access_token",
      causes: [
        Cause(
          object: "policy members_read on public.oauth_tokens", fact: "lets authenticated read rows where true",
          at: SourceStatement(file: "supabase/migrations/001.sql", line: 12, text: ""))
      ],
      repair: Repair(sql: "drop policy members_read on public.oauth_tokens", verified: true), count: 3)
  }

  private static func report(_ conclusion: Conclusion, verdict: Verdict, notes: [String] = []) -> Report {
    Report(
      run: Report.Run(seed: "5eed", started: "2026-11-20T12:00:00Z", seconds: 3.14, settings: "sha256:00"),
      database: Report.Database(
        postgres: "15.18", catalog: "sha256:11", baseline: "supabase", defaultPrivileges: "legacy",
        migrations: [
          Report.Migration(
            file: "supabase/migrations/001.sql", sha256: "22", statements: 12,
            failed: [Report.Migration.Failure(line: 4, message: "no such type")])
        ]),
      api: [Report.APISetting(name: "schemas", value: ["public"], from: "supabase/config.toml")],
      principals: principals,
      secrets: [Report.SecretTally(secret: secret, canaries: 2)], conclusion: conclusion, verdict: verdict, notes: notes
    )
  }
}
