/// Identifiers that do not depend on seed, time or order.
package enum StableIdentifier {
  /// Twelve hexadecimal digits (FNV-1a over the parts).
  package static func text(of parts: [String]) -> String {
    let hash = parts.joined(separator: "\u{1F}").utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    let digits = String(hash & 0xFFFF_FFFF_FFFF, radix: 16)
    return String(repeating: "0", count: 12 - digits.count) + digits
  }
}
