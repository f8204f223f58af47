internal import SQLText

/// Identifiers that do not depend on seed, time or order.
package enum StableIdentifier {
  /// Twelve hexadecimal digits over the parts.
  package static func text(of parts: [String]) -> String {
    StableHash.digits(StableHash.fnv1a(parts.joined(separator: "\u{1F}").utf8), count: 12)
  }
}
