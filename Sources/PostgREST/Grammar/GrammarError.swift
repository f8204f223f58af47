/// Where a text stops fitting its grammar and what would have fitted.
///
/// PostgREST's details are the words of its parser library, Parsec: which alternatives are named follows from how that
/// library merges the errors of the alternatives it tried, so the same merging is done here.
struct GrammarError: Sendable {
  enum Message: Hashable, Sendable {
    /// What stood there; nil at the end of the input.
    case found(Unicode.Scalar?)
    case tooDeep
    /// What a negative look-ahead refused.
    case refused(Unicode.Scalar)
    case expected(String)

    var rank: Int {
      switch self {
      case .found, .tooDeep: 0
      case .refused: 1
      case .expected: 2
      }
    }

    /// Made only for the error that is told: most are thrown away with the alternative that failed.
    var text: String {
      switch self {
      case .found(let scalar): scalar.map { shown([$0]) } ?? ""
      case .tooDeep: "nesting deeper than any request needs"
      case .refused(let scalar): shownAsCharacter(scalar)
      case .expected(let text): text
      }
    }
  }

  var place: Place
  var messages: [Message]

  static func none(at place: Place) -> GrammarError { GrammarError(place: place, messages: []) }

  var isEmpty: Bool { messages.isEmpty }

  /// The error of two attempts: of the one that came further, or of both where they stopped at the same place.
  func merged(with other: GrammarError) -> GrammarError {
    if other.isEmpty, !isEmpty { return self }
    if isEmpty, !other.isEmpty { return other }
    if place.offset == other.place.offset {
      return GrammarError(place: place, messages: messages + other.messages)
    }
    return place.offset > other.place.offset ? self : other
  }

  /// The error with one name for everything that was expected.
  func expecting(_ label: String) -> GrammarError {
    GrammarError(place: place, messages: [.expected(label)] + messages.filter { $0.rank != 2 })
  }

  /// The words PostgREST gives as `details`.
  var details: String {
    let found = messages.filter { $0.rank == 0 }
    let refused = Self.distinct(messages.filter { $0.rank == 1 })
    let expected = Self.distinct(messages.filter { $0.rank == 2 })
    var parts: [String] = []
    if let first = found.first, messages.allSatisfy({ $0.rank != 1 }) {
      parts.append("unexpected " + (first.text.isEmpty ? "end of input" : first.text))
    }
    if !refused.isEmpty { parts.append("unexpected " + Self.listed(refused)) }
    if !expected.isEmpty { parts.append("expecting " + Self.listed(expected)) }
    return parts.isEmpty ? "unknown parse error" : parts.joined(separator: " ")
  }

  private static func distinct(_ messages: [Message]) -> [String] {
    var texts: [String] = []
    for message in messages where !message.text.isEmpty && !texts.contains(message.text) { texts.append(message.text) }
    return texts
  }

  private static func listed(_ texts: [String]) -> String {
    guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
    return texts.dropLast().joined(separator: ", ") + " or " + last
  }
}

/// A place in a text, counted in Unicode scalars from 0; line and column from 1.
struct Place: Hashable, Sendable {
  var offset = 0
  var line = 1
  var column = 1
  /// How many brackets are open around it.
  var depth = 0

  mutating func advance(over scalar: Unicode.Scalar) {
    offset += 1
    switch scalar {
    case "\n":
      line += 1
      column = 1
    case "\t": column += 8 - (column - 1) % 8
    default: column += 1
    }
  }
}
