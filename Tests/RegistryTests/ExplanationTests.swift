import Examinations
import Judgement
import Probes
import Testing

/// Whatever a finding names can be explained.
@Suite struct ExplanationTests {
  @Test func everyNameOfAFindingIsKnown() {
    let names =
      FamilyRegistry.all.map { $0.name } + ExaminationRegistry.all.map { $0.name } + Channel.allCases.map(\.rawValue)
      + Claim.allCases.map(\.rawValue)
    for name in names { #expect(!Explanation.named(name).isEmpty, "\(name) is not explained") }
  }

  @Test func everyExplanationSaysSomething() {
    for one in Explanation.all {
      #expect(one.summary.count > 10 && one.rationale.count > 60, "\(one.kind) \(one.name)")
    }
  }
}
