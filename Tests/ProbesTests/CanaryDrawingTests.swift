import Probes
import Testing

/// What of a value is drawn anew, and what stays.
@Suite struct CanaryDrawingTests {
  @Test(arguments: [
    ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", "........########################"),
    ("https://hooks.test/T0/4f1c9a7be2d0c6a1", "...................###################"),
    ("c21553d8-f8fb-55d5-8875-0b19923fd083", "####################################"),
    ("google-drive", "............"), ("12345", "....."), ("12345678", "########"), ("Ünïcödé", "..........."),
  ])
  func bytesThatWouldHaveToBeGuessed(_ value: String, _ expected: String) {
    #expect(String(CanaryShape(of: value).randomBytes.map { $0 ? "#" : "." }) == expected)
  }

  @Test(arguments: [("1234", true), ("ab-cd", true), ("", false), ("--", false), ("§", false)])
  func aShortValueIsReplaced(_ value: String, _ isReplaced: Bool) {
    var source = RandomSource(seed: "00", purpose: "test")
    let replaced = CanaryShape.replaced(value, from: &source)
    #expect((replaced != nil) == isReplaced)
    #expect(replaced.map(\.count) ?? value.count == value.count)
  }

  @Test func aValueTooLongToBeToldApartIsNotReplaced() {
    var source = RandomSource(seed: "00", purpose: "test")
    let long = String(repeating: "a", count: CanaryShape.longest + 1)
    #expect(CanaryShape.replaced(long, from: &source) == nil)
  }
}
