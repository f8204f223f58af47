import Judgement
import Testing

@Suite struct DifferenceTests {
  @Test(arguments: [
    ("[{\"n\":1}]", "[{\"n\":1}]", "[{\"n\":0}]", "[{\"n\":0}]", true),
    // A random number in each answer is masked where it stands.
    ("[{\"r\":17,\"n\":1}]", "[{\"r\":42,\"n\":1}]", "[{\"r\":8,\"n\":1}]", "[{\"r\":99,\"n\":1}]", false),
    // … and leaves its neighbours comparable.
    ("[{\"r\":17,\"n\":1}]", "[{\"r\":42,\"n\":1}]", "[{\"r\":8,\"n\":0}]", "[{\"r\":99,\"n\":0}]", true),
    ("[]", "[]", "[{\"id\":1}]", "[{\"id\":1}]", true),
    ("[]", "[{\"id\":1}]", "[{\"id\":1}]", "[]", false),
    ("same", "same", "same", "same", false),
  ])
  func onlyWhatBothWorldsReproduceCounts(_ a: String, _ a2: String, _ b: String, _ b2: String, _ differs: Bool) {
    #expect((Difference(first: [a, a2], second: [b, b2]) != nil) == differs)
  }

  @Test func aCoinMayFallAlikeTwice() {
    #expect(Difference(first: ["t", "t", "f"], second: ["f", "f", "f"]) == nil)
  }

  @Test(arguments: [
    ("2026-11-20T12:00:01.5+00:00", "#now+00:00"), ("2026-11-20 12:00:00", "#now"),
    ("2026-11-20T11:59:59", "2026-11-20T11:59:59"),
    ("{\"at\":\"2027-01-01T00:00:00\"}", "{\"at\":\"#now\"}"), ("2026-11-20", "2026-11-20"), ("", ""),
  ])
  func momentsSinceTheStartAreMasked(_ text: String, _ masked: String) {
    #expect(Timestamps(runStartedAt: "2026-11-20T12:00:00Z").masked(text) == masked)
  }

  @Test(arguments: [
    ("POST /rpc/reveal_value", "POST /rpc/reveal_*", true), ("POST /rpc/reveal_value", "POST /rpc/reveal", false),
    ("GET /a?select=b", "GET /a*", true), ("GET /a", "*", true), ("GET /a", "*b*", false),
    ("GET /abc", "GET *b*", true),
  ])
  func patternsMatchWholeTexts(_ text: String, _ pattern: String, _ matches: Bool) {
    #expect(Allowance.matches(text, pattern) == matches)
  }
}
