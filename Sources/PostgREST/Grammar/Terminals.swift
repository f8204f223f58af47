extension Grammar where Output == Unicode.Scalar {
  static func satisfying(_ test: @escaping @Sendable (Unicode.Scalar) -> Bool) -> Grammar {
    Grammar { input, place in
      guard let scalar = input.scalar(at: place) else {
        let error = GrammarError(place: place, messages: [.found(nil)])
        return Reply(consumed: false, output: nil, place: place, error: error)
      }
      guard test(scalar) else {
        let error = GrammarError(place: place, messages: [.found(scalar)])
        return Reply(consumed: false, output: nil, place: place, error: error)
      }
      var next = place
      next.advance(over: scalar)
      return Reply(consumed: true, output: scalar, place: next, error: .none(at: next))
    }
  }

  static func scalar(_ wanted: Unicode.Scalar) -> Grammar { satisfying { $0 == wanted }.label(shown([wanted])) }
  static func oneOf(_ list: String) -> Grammar { satisfying { list.unicodeScalars.contains($0) } }
  static func noneOf(_ list: String) -> Grammar { satisfying { !list.unicodeScalars.contains($0) } }
  static var any: Grammar { satisfying { _ in true } }
  static var letter: Grammar { satisfying { $0.properties.isAlphabetic && $0.isLetter }.label("letter") }
  static var digit: Grammar { satisfying { ("0"..."9").contains($0) }.label("digit") }
}

extension Unicode.Scalar {
  /// A letter of any script, without the marks and numbers that Unicode also counts as alphabetic.
  fileprivate var isLetter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}

extension Grammar where Output == String {
  /// A word, refused whole but consumed up to its first wrong letter.
  static func word(_ word: String) -> Grammar {
    let wanted = Array(word.unicodeScalars)
    let shownWord = shown(wanted)
    return Grammar { input, start in
      var place = start
      for (index, scalar) in wanted.enumerated() {
        let found = input.scalar(at: place)
        guard found == scalar else {
          let error = GrammarError(place: start, messages: [.expected(shownWord), .found(found)])
          return Reply(consumed: index > 0, output: nil, place: start, error: error)
        }
        place.advance(over: scalar)
      }
      return Reply(consumed: !wanted.isEmpty, output: word, place: place, error: .none(at: place))
    }
  }
}

extension Grammar where Output == [Unicode.Scalar] {
  var text: Grammar<String> { map { String(String.UnicodeScalarView($0)) } }
}

extension Grammar where Output == Void {
  static var end: Grammar {
    Grammar { input, place in
      guard let scalar = input.scalar(at: place) else {
        let error = GrammarError(place: place, messages: [.found(nil)])
        return Reply(consumed: false, output: (), place: place, error: error)
      }
      let error = GrammarError(place: place, messages: [.refused(scalar)])
      return Reply(consumed: false, output: nil, place: place, error: error)
    }.label("end of input")
  }

  /// Refuses what the rule would read.
  static func not(_ rule: Grammar<Unicode.Scalar>) -> Grammar {
    Grammar { input, place in
      let reply = rule.run(input, place)
      guard let scalar = reply.output else {
        return Reply(consumed: false, output: (), place: place, error: reply.error)
      }
      let error = GrammarError(place: reply.place, messages: [.refused(scalar)])
      return Reply(consumed: false, output: nil, place: place, error: error)
    }
  }
}

/// Scalars as Haskell shows a string, which is how they stand in PostgREST's messages.
func shown(_ scalars: [Unicode.Scalar]) -> String {
  "\"" + scalars.map { $0 == "\"" ? "\\\"" : escaped($0) }.joined() + "\""
}

func shownAsCharacter(_ scalar: Unicode.Scalar) -> String {
  scalar == "'" ? "'\\''" : "'\(escaped(scalar))'"
}

private let controlNames = [
  "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "a", "b", "t", "n", "v", "f", "r", "SO", "SI", "DLE", "DC1", "DC2",
  "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
]

private func escaped(_ scalar: Unicode.Scalar) -> String {
  switch scalar.value {
  case 0..<32: "\\" + controlNames[Int(scalar.value)]
  case 92: #"\\"#
  case 127: #"\DEL"#
  case 32..<127: String(Character(scalar))
  default: "\\\(scalar.value)"
  }
}
