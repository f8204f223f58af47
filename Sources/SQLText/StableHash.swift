/// A hash that is the same in every run, unlike the standard library's: for names and comparisons, not against attacks.
package enum StableHash {
  /// FNV-1a, 64 bits (Fowler, Noll and Vo).
  package static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// The last digits of a hash, in hexadecimal.
  ///
  /// - Parameter count: 1 to 16.
  package static func digits(_ hash: UInt64, count: Int = 16) -> String {
    let text = String(hash, radix: 16)
    return String((String(repeating: "0", count: 16 - text.count) + text).suffix(count))
  }
}
