/// What of a stored value is random and what is form: `sk_live_` stays, the 24 characters behind it are drawn anew.
package struct CanaryShape: Hashable, Sendable {
  private enum Part: Hashable { case fixed(String), random(String) }
  private let parts: [Part]

  package init(of value: String) {
    parts = Self.runs(of: value).map { Self.looksRandom($0) ? .random($0) : .fixed($0) }
  }

  /// Characters that would have to be guessed; a canary needs at least eight, so as not to occur by chance.
  package var randomCount: Int {
    parts.reduce(0) { sum, part in
      if case .random(let run) = part { sum + run.count } else { sum }
    }
  }

  package var canBeCanary: Bool { randomCount >= 8 }

  /// Values of one pattern may stand in each other's rows: same length, same form, other random characters.
  package var pattern: String {
    parts.map { part in
      switch part {
      case .random(let run): "#\(run.count)"
      case .fixed(let run): String(run.map { $0.isUppercase ? "A" : $0.isLowercase ? "a" : $0.isNumber ? "0" : $0 })
      }
    }.joined()
  }

  /// A value of the same shape.
  ///
  /// - Parameter keepingSuffix: how many of the last characters stay, where the settings allow a mask to show them.
  package func drawn(from source: inout RandomSource, keepingSuffix suffix: Int = 0) -> String {
    let whole = parts.map { part in
      switch part {
      case .fixed(let run): run
      case .random(let run): Self.redraw(run, from: &source)
      }
    }.joined()
    guard suffix > 0 else { return whole }
    return String(whole.dropLast(suffix) + original.suffix(suffix))
  }

  private var original: String {
    parts.map { part in
      switch part {
      case .fixed(let run), .random(let run): run
      }
    }.joined()
  }

  /// Maximal runs of ASCII letters and digits, and what stands between them.
  private static func runs(of value: String) -> [String] {
    var runs: [String] = []
    var lastWasWord: Bool?
    for character in value {
      let isWord = character.isASCII && (character.isLetter || character.isNumber)
      if isWord == lastWasWord, var run = runs.popLast() {
        run.append(character)
        runs.append(run)
      } else {
        runs.append(String(character))
      }
      lastWasWord = isWord
    }
    return runs
  }

  private static func looksRandom(_ run: String) -> Bool {
    guard run.count >= 6, run.allSatisfy(\.isASCII), run.first?.isLetter == true || run.first?.isNumber == true else {
      return false
    }
    let digits = run.filter(\.isNumber).count
    if digits == run.count { return run.count >= 8 }
    if digits > 0 { return true }
    // Without digits only mixed case tells a key from a word: `userName` is a word, `kJqPzXwRtBnMcVaL` is none.
    let capitals = run.dropFirst().filter(\.isUppercase).count
    return run.count >= 12 && capitals >= 3 && run.contains(where: \.isLowercase)
  }

  private static let digits = Array("0123456789")
  private static let hexadecimal = Array("0123456789abcdef")
  private static let lower = Array("abcdefghijklmnopqrstuvwxyz")
  private static let upper = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

  private static func redraw(_ run: String, from source: inout RandomSource) -> String {
    let isHexadecimal = run.allSatisfy { hexadecimal.contains($0) }
    let drawn = run.enumerated().map { index, character -> Character in
      let alphabet =
        if character.isNumber && index == 0 {
          Array(digits.dropFirst())
        } else if isHexadecimal && !run.allSatisfy(\.isNumber) {
          hexadecimal
        } else if character.isNumber { digits } else if character.isUppercase { upper } else { lower }
      return alphabet[Int(source.next() % UInt64(alphabet.count))]
    }
    return String(drawn)
  }
}
