/// What of a stored value is random and what is form: `sk_live_` stays, the 24 characters behind it are drawn anew.
package struct CanaryShape: Hashable, Sendable {
  private enum Part: Hashable {
    case fixed(String), random(String)

    var text: String {
      switch self {
      case .fixed(let text), .random(let text): text
      }
    }
  }

  private let parts: [Part]

  /// Characters of a value that are told apart: of a longer one only its beginning is drawn anew, and takes the whole's place.
  package static let longest = 8_192

  package init(of value: String) {
    let value = value.utf8.count > Self.longest ? String(value.prefix(Self.longest / 32)) : value
    parts = Self.signed(value) ?? Self.parts(of: Self.runs(of: value))
  }

  /// Of a JSON web token the signature alone is random: whoever reads its claims must find claims.
  private static func signed(_ value: String) -> [Part]? {
    guard let token = value.firstMatch(of: /eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\./) else { return nil }
    let before = parts(of: runs(of: String(value[..<token.range.lowerBound])))
    let signature = parts(of: runs(of: String(value[token.range.upperBound...])))
    return before + [.fixed(String(token.output))] + signature
  }

  /// Characters that would have to be guessed; a canary needs at least eight, so as not to occur by chance.
  package var randomCount: Int {
    parts.reduce(0) { sum, part in
      if case .random(let run) = part { sum + run.count } else { sum }
    }
  }

  package var canBeCanary: Bool { randomCount >= 8 }

  /// For each byte of the value whether it would have to be guessed.
  package var randomBytes: [Bool] {
    parts.flatMap { part in
      if case .random(let run) = part { run.utf8.map { _ in true } } else { part.text.utf8.map { _ in false } }
    }
  }

  /// The kinds of characters, and how many random ones: values of one column mostly agree in it.
  package var pattern: String {
    parts.map { part in
      if case .random(let run) = part { return "#\(run.count)" }
      return String(part.text.map { $0.isUppercase ? "A" : $0.isLowercase ? "a" : $0.isNumber ? "0" : $0 })
    }.joined()
  }

  /// Values of one form may stand in each other's rows: same fixed text, same lengths, other random characters.
  ///
  /// A letter or digit by itself, as in `key_A_` and `key_B_`, counts values and says no more of one than its place.
  package var form: String {
    parts.map { part in
      if case .fixed(let run) = part, !Self.isCounter(run) { run } else { "\u{0}\(part.text.count)\u{0}" }
    }.joined()
  }

  private static func isCounter(_ run: String) -> Bool {
    run.utf8.count == 1 && run.allSatisfy { $0.isLetter || $0.isNumber }
  }

  /// A value of the same form.
  ///
  /// - Parameter suffix: how many of the last characters stay, where the settings allow a mask to show them.
  package func drawn(from source: inout RandomSource, keepingSuffix suffix: Int = 0) -> String {
    let whole = parts.map { part in
      switch part {
      case .fixed(let run): run
      case .random(let run): Self.redraw(run, from: &source)
      }
    }.joined()
    guard suffix > 0 else { return whole }
    return String(whole.dropLast(suffix) + parts.map(\.text).joined().suffix(suffix))
  }

  /// A value of the same length and kinds of characters with every letter and digit drawn anew; nil where it has none.
  ///
  /// For values too short to be recognised anywhere: two worlds that hold others still answer differently where one shows.
  package static func replaced(_ value: String, from source: inout RandomSource) -> String? {
    guard value.utf8.count <= longest else { return nil }
    let drawn = redraw(value, from: &source)
    return drawn == value ? nil : drawn
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

  /// Base64 and UUIDs are cut by `-`, `_`, `+` and `/` at any place: a short piece beside a random one is random too, when its
  /// characters mix as no word's do.
  private static func parts(of runs: [String]) -> [Part] {
    var isRandom = runs.map(looksRandom)
    func spread(_ index: Int, from neighbour: Int) {
      guard runs.indices.contains(neighbour), isRandom[neighbour], isCut(runs[(index + neighbour) / 2]) else { return }
      if mixes(runs[index]) { isRandom[index] = true }
      if isRandom[index] { isRandom[(index + neighbour) / 2] = true }
    }
    for index in runs.indices { spread(index, from: index - 2) }
    for index in runs.indices.reversed() { spread(index, from: index + 2) }
    return runs.indices.reduce(into: []) { parts, index in
      if isRandom[index], case .random(let before)? = parts.last {
        parts[parts.count - 1] = .random(before + runs[index])
      } else {
        parts.append(isRandom[index] ? .random(runs[index]) : .fixed(runs[index]))
      }
    }
  }

  private static func isCut(_ text: String) -> Bool { ["-", "_", "+", "/"].contains(text) }

  private static func mixes(_ piece: String) -> Bool {
    guard piece.allSatisfy(\.isASCII) else { return false }
    let digits = piece.count(where: \.isNumber)
    let capitals = piece.dropFirst().count(where: \.isUppercase)
    return digits > 0 && (digits < piece.count || piece.count == 4)
      || capitals > 0 && piece.contains(where: \.isLowercase)
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
    let isHexadecimal = run.allSatisfy { hexadecimal.contains($0) || isCut(String($0)) }
    let drawn = run.enumerated().map { index, character -> Character in
      guard character.isASCII, character.isLetter || character.isNumber else { return character }
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
