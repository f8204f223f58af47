import Probes
import Testing

@Suite struct RandomSourceTests {
  private static func numbers(_ seed: String, _ purpose: String, _ count: Int = 3) -> [UInt64] {
    var source = RandomSource(seed: seed, purpose: purpose)
    return (0..<count).map { _ in source.next() }
  }

  @Test(arguments: [
    ("5eed", "canaries", true), ("5eed", "rows", false), ("5eee", "canaries", false), ("", "", false),
    ("5eed/", "canaries", false),
  ])
  func aStreamIsOfItsSeedAndItsPurpose(_ seed: String, _ purpose: String, _ isSame: Bool) {
    #expect((Self.numbers(seed, purpose) == Self.numbers("5eed", "canaries")) == isSame)
  }

  /// Reports name what was drawn: another stream would change them all.
  @Test func theStreamStaysWhatItWas() {
    #expect(Self.numbers("5eed", "canaries", 2) == [1_853_174_528_640_677_011, 3_780_520_364_522_569_466])
  }

  @Test func numbersAreSpreadOverAllBits() {
    let drawn = Self.numbers("5eed", "canaries", 256)
    #expect(Set(drawn).count == drawn.count)
    for bit in 0..<64 {
      let ones = drawn.count { $0 >> UInt64(bit) & 1 == 1 }
      #expect((80...176).contains(ones), "bit \(bit) is set in \(ones) of 256")
    }
  }
}
