extension String {
  /// The text with whatever a terminal would obey, or nobody would see, written as an escape, as in `\u{1B}`.
  ///
  /// - Parameter kept: control characters that lay the text out.
  package func visible(keeping kept: Set<Unicode.Scalar> = []) -> String {
    guard unicodeScalars.contains(where: { $0.isUnseen && !kept.contains($0) }) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      guard scalar.isUnseen, !kept.contains(scalar) else { return text.unicodeScalars.append(scalar) }
      switch scalar {
      case "\n": text += #"\n"#
      case "\r": text += #"\r"#
      case "\t": text += #"\t"#
      default: text += #"\u{\#(String(scalar.value, radix: 16, uppercase: true))}"#
      }
    }
  }

  /// JSON, in which such characters stand in strings only, with them as JSON's own escapes.
  package var visibleJSON: String {
    guard unicodeScalars.contains(where: { $0.isUnseen && $0 != "\n" }) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      guard scalar.isUnseen, scalar != "\n" else { return text.unicodeScalars.append(scalar) }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        text += #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
  }

}

extension Unicode.Scalar {
  /// Controls of either set, what turns the direction of text, and what takes no place.
  fileprivate var isUnseen: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    // Letters by their category, and blank: fillers of Hangul.
    default: [0x115F, 0x1160, 0x3164, 0xFFA0].contains(value)
    }
  }
}
