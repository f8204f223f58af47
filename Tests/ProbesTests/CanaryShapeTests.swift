import Probes
import Testing

@Suite struct CanaryShapeTests {
  @Test(arguments: [
    ("CANARY_A_token_d80fc44f8985", true, "AAAAAA_A_aaaaa_#12"),
    ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", true, "aa_aaaa_#24"),
    ("c21553d8-f8fb-55d5-8875-0b19923fd083", true, "#36"),
    ("v1:kJqPzXwRtBnMcVaL", true, "a0:#16"),
    ("x_kJ8-qZz_9LmNpXw2RtY-b7", true, "a_#22"), ("google-drive", false, "aaaaaa-aaaaa"), ("25", false, "00"),
    ("", false, ""),
    ("eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3fQ.kJ8qZz9LmNpXw2RtYb7", true, "aaAaaAaaAaAAAaA0AaA0.aaAaaAAaAaA0aA.#19"),
    ("Acme Holding", false, "Aaaa Aaaaaaa"),
  ])
  func formIsToldFromSecret(_ value: String, _ canBeCanary: Bool, _ pattern: String) {
    #expect(CanaryShape(of: value).canBeCanary == canBeCanary)
    #expect(CanaryShape(of: value).pattern == pattern)
  }

  @Test(arguments: [
    ("CANARY_A_token_d80fc44f8985", "CANARY_B_token_71be90aa2c34", true),
    ("key-1-d80fc44f8985", "key-12-71be90aa2c34", false), ("v1:d80fc44f8985", "v2:71be90aa2c34", false),
    ("sk_live_4f1c9a7be2d0c6a1", "sk_test_83d5e60b91fc27b4", false),
    ("postgres://w:4f1c9a7be2d0@acme.test", "postgres://w:83d5e60b91fc@globex.test", false),
  ])
  func valuesOfOneFormMayTradePlaces(_ one: String, _ other: String, _ isOneForm: Bool) {
    #expect((CanaryShape(of: one).form == CanaryShape(of: other).form) == isOneForm)
  }

  @Test(arguments: [
    "CANARY_A_token_d80fc44f8985", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "c21553d8-f8fb-55d5-8875-0b19923fd083",
  ])
  func aDrawnValueHasTheSameShape(_ value: String) {
    var source = RandomSource(seed: "00", purpose: "test")
    let drawn = CanaryShape(of: value).drawn(from: &source)
    #expect(drawn != value)
    #expect(drawn.count == value.count)
    #expect(CanaryShape(of: value).drawn(from: &source, keepingSuffix: 4).hasSuffix(value.suffix(4)))
    var again = RandomSource(seed: "00", purpose: "test")
    #expect(CanaryShape(of: value).drawn(from: &again) == drawn)
  }
}
