internal import SQLText

/// A stream of numbers drawn from the run's seed: two runs of one seed draw the same canaries.
///
/// SplitMix64 (Steele, Lea and Flood, 2014): not for keys, which nobody makes here.
package struct RandomSource: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// - Parameter purpose: separates streams, so that drawing more of one thing does not change another.
  package init(seed: String, purpose: String) {
    state = StableHash.fnv1a((seed + "/" + purpose).utf8)
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
