import JSONText
import Judgement
import PostgREST
import Probes
import Reports
import SQLText
import Testing

/// Names, values, reasons and messages that would drive a terminal: none of it passes a format.
@Suite struct HostileNamesTests {
  /// Clears the screen, names the window, turns the text, hides in it, ends the line.
  private static let hostile = "x\u{1B}[2J\u{1B}]0;t\u{07}\u{9B}31m\u{202E}\u{2066}\u{200B}\u{FEFF}\u{E0041}\u{7F}\r\ny"

  private static var report: Report {
    var verdict = Verdict()
    let secret = Secret(relation: QualifiedName(hostile, hostile), column: hostile, path: [hostile])
    let principal = Principal(name: hostile, kind: .member, role: hostile, tenant: hostile)
    let request = HTTPRequest(
      method: "POST", url: hostile, headers: [Header(hostile, hostile)], body: Array(hostile.utf8))
    let finding = Finding(
      id: "0", family: "rows", claim: .noRead, channel: .rows, secret: secret, principal: principal, reach: .member,
      alsoReads: [hostile], request: .http(request), setup: [request], sql: [hostile], door: .function(hostile),
      evidence: hostile, causes: [Cause(object: hostile, fact: hostile)],
      repair: Repair(sql: hostile, verified: false), count: 2)
    verdict.findings = [finding]
    verdict.allowed = [AllowedFinding(finding: finding, reason: hostile)]
    verdict.unproven = [Unproven(hostile, hostile)]
    verdict.coverage.skipped = [Unproven(hostile, hostile)]
    verdict.controls.failed = [Unproven(hostile, hostile)]
    return Report(
      run: Report.Run(seed: hostile, started: "", seconds: 1),
      database: Report.Database(
        postgres: hostile, catalog: "", baseline: hostile, defaultPrivileges: "",
        migrations: [.init(file: hostile, sha256: "", statements: 1, failed: [.init(line: 1, message: hostile)])]),
      api: [Report.APISetting(name: hostile, value: .string(hostile), from: hostile)], principals: [principal],
      secrets: [Report.SecretTally(secret: secret, canaries: 1)], conclusion: .leaked, verdict: verdict,
      notes: [hostile])
  }

  @Test(arguments: FormatRegistry.all.map { $0.name })
  func noFormatPassesThemOn(_ name: String) throws {
    let text = try #require(FormatRegistry.format(named: name)).render(Self.report, style: RenderStyle())
    for scalar in text.unicodeScalars where scalar != "\n" {
      #expect(![.control, .format].contains(scalar.properties.generalCategory), "U+\(String(scalar.value, radix: 16))")
    }
    for line in text.split(separator: "\n") { #expect(!line.hasPrefix("y"), "a name ends its line: \(line)") }
  }

  @Test func jsonKeepsWhatWasThere() throws {
    let json = try JSONValue(parsing: JSONFormat.render(Self.report, style: RenderStyle()))
    #expect(json["findings"]?[0]?["principal"]?.string == Self.hostile)
    #expect(json["notes"]?[0]?.string == Self.hostile)
  }

  @Test(arguments: [
    ("a\u{1B}[2J", #"a\u{1B}[2J"#), ("tab\tand\nline", #"tab\tand\nline"#), ("ä€😀", "ä€😀"), ("\u{202E}", #"\u{202E}"#),
  ])
  func escapesAreReadable(_ text: String, _ shown: String) { #expect(text.visible() == shown) }

  @Test func layoutStaysWhereItIsWanted() { #expect("a\n\tb\u{7}".visible(keeping: ["\n", "\t"]) == "a\n\tb\\u{7}") }
}
