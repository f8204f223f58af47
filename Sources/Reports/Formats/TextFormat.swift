internal import Judgement
internal import PostgREST
internal import Probes

/// What a person reads in a terminal.
package enum TextFormat: ReportFormat {
  package static let name = "text"
  package static let summary = "for people, at the width of the terminal"

  package static func render(_ report: Report, style: RenderStyle) -> String {
    let page = Page(style: style)
    var lines = [headline(report, page), ""]
    for finding in report.verdict.findings { lines += self.finding(finding, page) + [""] }
    lines += unproven(report.verdict.unproven, page)
    lines += tried(report, page)
    lines += notes(report, page)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func headline(_ report: Report, _ page: Page) -> String {
    let findings = report.verdict.findings.count
    switch report.conclusion {
    case .proved: return page.green("proved") + ": nothing leaked, everything was tried, every control bit"
    case .leaked: return page.red("leaked") + ": \(page.count(findings, "secret gets", "secrets get")) out, farthest reach \(report.verdict.findings.first?.reach.rawValue ?? "none")"
    case .unproven: return page.yellow("unproven") + ": nothing leaked, but the run does not prove it"
    }
  }

  private static func finding(_ finding: Finding, _ page: Page) -> [String] {
    var lines = [page.red("✗ \(finding.secret)") + " — \(finding.claim.rawValue)"]
    let others = finding.alsoReads.isEmpty ? "" : ", and \(finding.alsoReads.joined(separator: ", "))"
    lines += page.entry("who", "\(finding.principal.name) (reach: \(finding.reach.rawValue))\(others)")
    for step in finding.setup { lines += page.entry("after", request(step)) }
    lines += page.entry("request", request(finding.request))
    lines += page.entry("evidence", finding.evidence)
    for cause in finding.causes.prefix(6) {
      let place = cause.file.map { file in " (\(file)\(cause.line.map { ":\($0)" } ?? ""))" } ?? ""
      lines += page.entry("cause", "\(cause.object): \(cause.fact)\(place)")
    }
    if let repair = finding.repair {
      lines += page.entry("repair", repair.sql + (repair.verified ? " — verified: closes it and loses nothing" : " — not verified"))
    }
    let times = finding.count > 1 ? ", \(finding.count) probes came through this door" : ""
    return lines + page.entry("finding", "\(finding.id) (\(finding.family))\(times)")
  }

  private static func request(_ request: HTTPRequest) -> String {
    let body = request.body.map { " " + String(decoding: $0, as: UTF8.self) } ?? ""
    let headers = request.headers.map { " | \($0.name): \($0.value)" }.joined()
    return "\(request.method) \(request.url)\(body)\(headers)"
  }

  private static func unproven(_ unproven: [Unproven], _ page: Page) -> [String] {
    guard !unproven.isEmpty else { return [] }
    let groups = Dictionary(grouping: unproven, by: \.why).sorted { $0.key < $1.key }
    return groups.flatMap { why, items in
      [page.yellow("? ") + page.wrapped(why, indent: 2).joined(separator: "\n")]
        + items.prefix(8).flatMap { page.wrapped("· \($0.what)", indent: 4, first: 4) }
        + (items.count > 8 ? ["    · and \(items.count - 8) more"] : [])
    } + [""]
  }

  private static func tried(_ report: Report, _ page: Page) -> [String] {
    let verdict = report.verdict
    let surface = SurfaceItem.Kind.allCases.compactMap { kind -> String? in
      guard let tally = verdict.coverage.tallies[kind], tally.total > 0 else { return nil }
      let name = kind.rawValue.replacing("_", with: " ")
      return tally.probed == tally.total ? "\(tally.total) \(name)" : "\(tally.probed) of \(tally.total) \(name)"
    }
    let asking = report.principals.filter { $0.kind != .trusted }
    let canaries = verdict.controls
    let outcomes: [(Outcome.Kind, String)] = [(.answered, "answered"), (.empty, "empty"), (.denied, "denied"), (.refused, "refused"), (.rejected, "rejected"), (.errored, "errored"), (.timedOut, "timed out"), (.lost, "lost")]
    let counts = outcomes.compactMap { kind, word in verdict.outcomes[kind].flatMap { $0 > 0 ? "\($0) \(word)" : nil } }
    var lines = page.entry("tried", surface.joined(separator: ", "))
    lines += page.entry("as", asking.map(\.name).joined(separator: ", "))
    lines += page.entry("probes", "\(verdict.planned) in each of two worlds: \(counts.joined(separator: ", "))")
    lines += page.entry(
      "controls", "\(canaries.canariesSeen) of \(canaries.canariesPlanted) canaries read back, \(canaries.seeingFamilies) of \(canaries.families) families see every secret")
    for skip in verdict.coverage.skipped { lines += page.entry("skipped", "\(skip.what): \(skip.why)") }
    for allowed in verdict.allowed {
      lines += page.entry("allowed", "\(allowed.finding.secret) by \(allowed.finding.principal.name) through \(allowed.finding.door): \(allowed.reason)")
    }
    let hundredths = Int(report.run.seconds * 10)
    return lines + page.entry("run", "seed \(report.run.seed), PostgreSQL \(report.database.postgres), \(hundredths / 10).\(hundredths % 10) s")
  }

  private static func notes(_ report: Report, _ page: Page) -> [String] {
    report.notes.flatMap { page.entry("note", $0) }
  }
}
