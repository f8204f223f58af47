internal import JSONText
internal import Probes

/// A text inside a column's value, with the way to it.
struct Leaf: Hashable, Sendable {
  /// Keys and indexes below the column.
  var place: [String]
  var text: String
  var isNumber = false
  /// Whether the text is itself the last key of its place.
  var isName = false
}

extension Leaf {
  /// Whether the text could be a canary: one that has to be guessed, a name only where it is no label of a secret below it.
  func canBeCanary(among leaves: [Leaf]) -> Bool {
    let shape = CanaryShape(of: text)
    guard isName else { return shape.canBeCanary }
    return shape.canBeCanary && text.count(where: \.isNumber) >= 3 && !Self.isUUID(text)
      && !leaves.contains {
        !$0.isName && $0.place.starts(with: place) && CanaryShape(of: $0.text).canBeCanary && !$0.isIncidental
      }
  }

  /// Whether a document keeps it beside its secret: a number, a moment, a key of something else.
  var isIncidental: Bool {
    guard !place.isEmpty else { return false }
    return isNumber || Self.isMoment(text) || !isName && Self.namesNoSecret(place.last { Int($0) == nil } ?? "")
  }

  private static func isMoment(_ text: String) -> Bool {
    let unixSeconds = 10
    let unixMilliseconds = 13
    if text.allSatisfy(\.isNumber) {
      return text.hasPrefix("1") && [unixSeconds, unixMilliseconds].contains(text.count)
    }
    return text.prefixMatch(of: /\d{4}-?\d\d-?\d\d[T ]\d\d/) != nil
  }

  private static func isUUID(_ text: String) -> Bool {
    text.wholeMatch(of: /[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/) != nil
  }

  private static func namesNoSecret(_ key: String) -> Bool {
    let words = words(of: key)
    return words.isDisjoint(with: secretWords)
      && !words.isDisjoint(with: incidentalWords)
  }

  private static let secretWords: Set = [
    "token", "tokens", "secret", "key", "keys", "password", "pass", "credential", "credentials", "session", "code",
    "pin",
  ]
  private static let incidentalWords: Set = [
    "id", "ids", "at", "expires", "expiry", "expiration", "created", "updated", "issued", "scope", "scopes",
  ]

  /// `accountId` and `account_id` are account and id.
  private static func words(of key: String) -> Set<String> {
    let spaced = key.reduce(into: "") { text, character in
      if character.isUppercase, text.last?.isLowercase == true { text.append("_") }
      text.append(character)
    }
    return Set(spaced.lowercased().split { !$0.isLetter }.map(String.init))
  }
}

extension JSONValue {
  /// The texts and numbers at and below this value, and the names of its members.
  func leaves(at place: [String] = []) -> [Leaf] {
    switch self {
    case .null, .bool: []
    case .string(let text): [Leaf(place: place, text: text)]
    case .number(let digits): [Leaf(place: place, text: digits, isNumber: true)]
    case .array(let values): values.enumerated().flatMap { $1.leaves(at: place + [String($0)]) }
    case .object(let members):
      members.flatMap { member in
        let below = place + [member.key]
        return [Leaf(place: below, text: member.key, isName: true)] + member.value.leaves(at: below)
      }
    }
  }
}
