import Assessment
import Judgement
import Probes
import Reports
import Testing

/// Every database under `fixtures/cases`: a leak is found for the reason that its `expected.json` names, its repaired twin and
/// what only looks like a leak stay proved.
@Suite struct CasesTests {
  @Test(arguments: try Case.all())
  func caseEndsAsExpected(_ one: Case) async throws {
    if case .refused(let sentence) = one.expectation {
      let error = await #expect(throws: (any Error).self) { try await one.run() }
      #expect(error.map { "\($0)".contains(sentence) } ?? false, "\(error.map { "\($0)" } ?? "no error")")
      return
    }
    let report = try await one.run()
    let told = report.verdict.findings.map { "\($0.secret) \($0.principal.name) \($0.door): \($0.evidence)" }
    try one.expectNothingUnprintable(in: report)
    switch one.expectation {
    case .clean:
      #expect(report.conclusion == .proved, "\(told.joined(separator: "\n")) \(report.verdict.unproven.prefix(5))")
    case .unproven(let what):
      #expect(report.conclusion == .unproven, "\(told.joined(separator: "\n"))")
      #expect(report.verdict.unproven.contains { "\($0.what): \($0.why)".contains(what) }, "\(report.verdict.unproven)")
    case .refused: break
    case .ambiguous:
      #expect(report.conclusion != .unproven, "\(report.verdict.unproven.prefix(5))")
    case .leak(let leak):
      #expect(report.conclusion == .leaked, "nothing found: \(report.verdict.unproven.prefix(5))")
      #expect(
        report.verdict.findings.contains { leak.explains($0) },
        "none of the findings is the leak \(leak): \(told.joined(separator: "\n"))")
    }
  }

  /// Each family alone finds its leak and passes its sound case; one that is gone from the registry fails here by name.
  @Test(arguments: FamilyCase.all)
  func familyTellsItsLeakFromItsSoundCase(_ pair: FamilyCase) async throws {
    try #require(FamilyRegistry.family(named: pair.family) != nil, "no family \(pair.family) in the registry")
    let leaking = try await Case.named(pair.leaking).run(only: pair.family)
    #expect(
      leaking.verdict.findings.contains { $0.family == pair.family }, "\(pair.family) is blind in \(pair.leaking)")
    let sound = try await Case.named(pair.sound).run(only: pair.family)
    #expect(sound.verdict.findings.isEmpty, "\(pair.family) alarms on \(pair.sound)")
  }

  @Test func everyFamilyHasItsCases() {
    #expect(FamilyRegistry.all.map { $0.name }.sorted() == FamilyCase.all.map(\.family).sorted())
  }
}
