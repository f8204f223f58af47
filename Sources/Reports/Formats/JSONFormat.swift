internal import JSONText
internal import Judgement
internal import PostgREST
internal import Probes

/// `trespass-report/1`, for programs.
package enum JSONFormat: ReportFormat {
  package static let name = "json"
  package static let summary = "the whole report as one JSON object (trespass-report/1)"

  package static func render(_ report: Report, style: RenderStyle) -> String {
    value(of: report).pretty.visibleJSON + "\n"
  }

  static func value(of report: Report) -> JSONValue {
    let verdict = report.verdict
    return [
      "schema": "trespass-report/1",
      "tool": ["name": .string(Tool.name), "version": .string(Tool.version)],
      "run": run(report.run),
      "database": database(report.database),
      "api": .object(report.api.map { .init($0.name, ["value": $0.value, "from": .string($0.from)]) }),
      "principals": .array(report.principals.map(principal)),
      "secrets": .array(report.secrets.map(secret)),
      "verdict": .string(report.conclusion.rawValue),
      "findings": .array(verdict.findings.map { finding($0) }),
      "allowed": .array(verdict.allowed.map { finding($0.finding).setting("reason", .string($0.reason)) }),
      "unproven": .array(verdict.unproven.map(unproven)),
      "coverage": coverage(verdict.coverage),
      "probes": probes(verdict),
      "controls": controls(verdict.controls),
      "notes": .array(report.notes.map { .string($0) }),
    ]
  }

  private static func run(_ run: Report.Run) -> JSONValue {
    [
      "seed": .string(run.seed), "started": .string(run.started), "seconds": .number(rounded(run.seconds)),
      "shard": JSONValue(run.shard),
      "settings": JSONValue(run.settings),
    ]
  }

  /// Seconds with two decimals, without a trip through a locale.
  private static func rounded(_ seconds: Double) -> String {
    let hundredths = Int((seconds * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private static func database(_ database: Report.Database) -> JSONValue {
    [
      "postgres": .string(database.postgres), "catalog": .string(database.catalog),
      "baseline": .string(database.baseline),
      "default_privileges": .string(database.defaultPrivileges),
      "migrations": .array(
        database.migrations.map { migration in
          [
            "file": .string(migration.file), "sha256": .string(migration.sha256),
            "statements": JSONValue(migration.statements),
            "failed": .array(migration.failed.map { ["line": JSONValue($0.line), "message": .string($0.message)] }),
          ]
        }),
    ]
  }

  private static func principal(_ principal: Principal) -> JSONValue {
    [
      "name": .string(principal.name), "kind": .string(principal.kind.rawValue), "role": .string(principal.role),
      "tenant": JSONValue(principal.tenant),
    ]
  }

  private static func secret(_ tally: Report.SecretTally) -> JSONValue {
    [
      "secret": .string(tally.secret.description), "readers": .string(tally.secret.readers.rawValue),
      "from": "settings", "canaries": JSONValue(tally.canaries),
    ]
  }

  private static func finding(_ finding: Finding) -> JSONValue {
    [
      "id": .string(finding.id), "family": .string(finding.family), "claim": .string(finding.claim.rawValue),
      "channel": .string(finding.channel.rawValue), "secret": .string(finding.secret.description),
      "principal": .string(finding.principal.name), "reach": .string(finding.reach.rawValue),
      "also": .array(finding.alsoReads.map { .string($0) }), "door": .string(finding.door.description),
      "request": request(finding.request.printed), "setup": .array(finding.setup.map(request)),
      "curl": .string(finding.request.printed.curl()),
      "sql": .array(finding.sql.map { .string($0) }), "evidence": .string(finding.evidence),
      "cause": .array(finding.causes.map(cause)),
      "repair": finding.repair.map(repair) ?? .null,
      "count": JSONValue(finding.count),
    ]
  }

  private static func repair(_ repair: Repair) -> JSONValue {
    ["sql": .string(repair.sql), "verified": .bool(repair.verified), "why": JSONValue(repair.reason)]
  }

  private static func request(_ request: HTTPRequest) -> JSONValue {
    [
      "method": .string(request.method), "url": .string(request.url),
      "headers": .object(request.headers.map { .init($0.name, .string($0.value)) }),
      "body": JSONValue(request.body.map { String(decoding: $0, as: UTF8.self) }),
    ]
  }

  private static func cause(_ cause: Cause) -> JSONValue {
    [
      "object": .string(cause.object), "fact": .string(cause.fact), "file": JSONValue(cause.file),
      "line": cause.line.map { JSONValue($0) } ?? .null,
    ]
  }

  private static func unproven(_ unproven: Unproven) -> JSONValue {
    ["what": .string(unproven.what), "why": .string(unproven.why)]
  }

  private static func coverage(_ coverage: Coverage) -> JSONValue {
    let tallies = SurfaceItem.Kind.allCases.map { kind in
      let tally = coverage.tallies[kind] ?? Coverage.Tally()
      return JSONValue.Member(kind.rawValue, ["total": JSONValue(tally.total), "probed": JSONValue(tally.probed)])
    }
    return .object(tallies + [.init("skipped", .array(coverage.skipped.map(unproven)))])
  }

  private static func probes(_ verdict: Verdict) -> JSONValue {
    func count(_ kinds: Outcome.Kind...) -> JSONValue {
      JSONValue(kinds.reduce(0) { $0 + (verdict.outcomes[$1] ?? 0) })
    }
    return [
      "planned": JSONValue(verdict.planned), "executed": JSONValue(verdict.outcomes.values.reduce(0, +)),
      "denied": count(.denied, .refused, .rejected), "empty": count(.empty), "answered": count(.answered),
      "errored": count(.errored, .lost), "timed_out": count(.timedOut),
    ]
  }

  private static func controls(_ controls: ControlTally) -> JSONValue {
    [
      "canaries_planted": JSONValue(controls.canariesPlanted), "canaries_seen": JSONValue(controls.canariesSeen),
      "families": ["total": JSONValue(controls.families), "seeing": JSONValue(controls.seeingFamilies)],
      "failed": .array(controls.failed.map(unproven)),
    ]
  }
}
