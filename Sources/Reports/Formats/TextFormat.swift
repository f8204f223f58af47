internal import Judgement
internal import PostgREST
internal import Probes

/// What a person reads in a terminal.
package enum TextFormat: ReportFormat {
  package static let name = "text"
  package static let summary = "for people, at the width of the terminal"

  package static func render(_ report: Report, style: RenderStyle) -> String {
    let page = Page(style: style)
    var lines = headline(report, page) + [""]
    let names = PrincipalNames(report.principals)
    for finding in report.verdict.findings { lines += self.finding(finding, names, page) + [""] }
    lines += unproven(report.verdict.unproven, page)
    lines += tried(report, page)
    lines += notes(report, page)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func headline(_ report: Report, _ page: Page) -> [String] {
    let headline = Headline(report)
    let word =
      switch report.conclusion {
      case .proved: page.green(headline.word)
      case .leaked: page.red(headline.word)
      case .unproven: page.yellow(headline.word)
      }
    var lines = page.wrapped(headline.word + headline.rest, indent: 2)
    lines[0] = word + lines[0].dropFirst(headline.word.count)
    return lines
  }

  private static func finding(_ finding: Finding, _ names: PrincipalNames, _ page: Page) -> [String] {
    var lines = [page.red("✗ \(finding.secret)") + " — \(finding.claim.rawValue)"]
    let others = finding.alsoReads.isEmpty ? "" : ", and \(finding.alsoReads.map(names.text).joined(separator: ", "))"
    lines += page.entry("who", "\(names.text(finding.principal.name)) (reach: \(reach(of: finding)))\(others)")
    for step in finding.setup { lines += page.entry("after", request(step)) }
    lines += page.entry("request", request(finding.request.printed))
    lines += page.entry("evidence", finding.evidence)
    for cause in finding.causes.prefix(6) {
      let place = cause.file.map { file in " (\(file)\(cause.line.map { ":\($0)" } ?? ""))" } ?? ""
      lines += page.entry("cause", "\(cause.object): \(cause.fact)\(place)")
    }
    if let repair = finding.repair {
      lines += page.entry(
        "repair",
        repair.sql
          + (repair.verified
            ? " — verified: closes it and loses nothing"
            : " — not verified" + (repair.reason.map { ": \($0)" } ?? "")))
    }
    let times = finding.count > 1 ? ", \(finding.count) probes came through this door" : ""
    return lines + page.entry("finding", "\(finding.id) (\(finding.family))\(times)")
  }

  private static func reach(of finding: Finding) -> String {
    finding.reach == .sql ? "sql, for it takes a raw SQL session" : finding.reach.rawValue
  }

  private static func request(_ request: HTTPRequest) -> String {
    let body = request.body.map { " " + String(decoding: $0, as: UTF8.self) } ?? ""
    let headers = request.headers.map { " | \($0.name): \($0.value)" }.joined()
    return "\(request.method) \(request.url)\(body)\(headers)"
  }

  private static func unproven(_ unproven: [Unproven], _ page: Page) -> [String] {
    guard !unproven.isEmpty else { return [] }
    let groups = Dictionary(grouping: unproven, by: \.why).sorted { $0.key < $1.key }
    var lines: [String] = []
    for (why, items) in groups {
      lines.append(page.yellow("? ") + page.wrapped(why, indent: 2).joined(separator: "\n"))
      for item in items.prefix(8) { lines += page.wrapped("· \(item.what)", indent: 4, first: 4) }
      if items.count > 8 { lines.append("    · and \(items.count - 8) more") }
    }
    return lines + [""]
  }

  private static func tried(_ report: Report, _ page: Page) -> [String] {
    let verdict = report.verdict
    let names = PrincipalNames(report.principals)
    let asking = report.principals.filter { $0.kind != .trusted }.map { names.text($0.name) }
    let controls = verdict.controls
    let seeing = "\(controls.seeingFamilies) of \(controls.families) families see every secret"
    var lines = page.entry("tried", surface(verdict.coverage))
    lines += page.entry("as", asking.joined(separator: ", "))
    lines += page.entry("probes", "\(verdict.planned) in each of two worlds: \(counts(verdict.outcomes))")
    lines += page.entry(
      "controls", "\(controls.canariesSeen) of \(controls.canariesPlanted) canaries read back, \(seeing)")
    for skip in verdict.coverage.skipped { lines += page.entry("skipped", "\(skip.what): \(skip.why)") }
    for allowed in verdict.allowed {
      let finding = allowed.finding
      lines += page.entry(
        "allowed",
        "\(finding.secret) by \(names.text(finding.principal.name)) through \(finding.door): \(allowed.reason)")
    }
    let tenths = Int(report.run.seconds * 10)
    let seconds = "\(tenths / 10).\(tenths % 10) s"
    return lines + page.entry("run", "seed \(report.run.seed), PostgreSQL \(report.database.postgres), \(seconds)")
  }

  private static func surface(_ coverage: Coverage) -> String {
    SurfaceItem.Kind.allCases.compactMap { kind -> String? in
      guard let tally = coverage.tallies[kind], tally.total > 0 else { return nil }
      let name = kind.rawValue.replacing("_", with: " ")
      return tally.probed == tally.total ? "\(tally.total) \(name)" : "\(tally.probed) of \(tally.total) \(name)"
    }.joined(separator: ", ")
  }

  private static func counts(_ outcomes: [Outcome.Kind: Int]) -> String {
    Outcome.Kind.allCases.compactMap { kind -> String? in
      guard let count = outcomes[kind], count > 0 else { return nil }
      return "\(count) \(kind.phrase)"
    }.joined(separator: ", ")
  }

  private static func notes(_ report: Report, _ page: Page) -> [String] {
    report.notes.flatMap { page.entry("note", $0) }
  }
}

extension Outcome.Kind {
  /// As a person would say it of some probes.
  fileprivate var phrase: String {
    switch self {
    case .answered: "answered"
    case .empty: "empty"
    case .denied: "denied for want of a right"
    case .refused: "refused by the function or table"
    case .rejected: "rejected by PostgREST"
    case .errored: "ended in another SQL error"
    case .timedOut: "timed out"
    case .lost: "lost with their connection"
    }
  }
}

/// Principals as a person would call them: `outsider without sub` for `outsider+without_sub`.
private struct PrincipalNames {
  private let texts: [String: String]

  init(_ principals: [Principal]) {
    texts = Dictionary(
      principals.compactMap { principal in
        principal.derivedFrom.map { named in
          (principal.name, "\(named) (\(principal.name.dropFirst(named.count + 1).replacing("_", with: " ")))")
        }
      }
    ) { first, _ in first }
  }

  func text(_ name: String) -> String { texts[name] ?? name }
}
