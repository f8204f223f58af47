import JSONText
import SQLText

/// One statement as a recording has it, or as the planner makes it: comparable word for word.
enum ComparedStatement: Hashable, CustomStringConvertible {
  case text([Substring], values: [String?]?)
  /// The one call that sets what a request runs under.
  case settings([Setting])

  struct Setting: Hashable {
    var name: String
    var value: JSONValue
  }

  /// - Parameter values: nil where they were not recorded, since the statement failed before they were bound.
  init(_ text: String, values: [String?]?) {
    self = .text(text.split(whereSeparator: \.isWhitespace), values: values)
  }

  init(_ sql: SQL) { self.init(sql.text, values: sql.parameters.map(\.value)) }

  /// - Throws: ``Recording/Unreadable`` where the vector refers to a statement that is not there.
  init(recorded: JSONValue, texts: [String: String]) throws {
    if let pairs = recorded["set_config"]?.elements {
      self = .settings(pairs.map { Setting($0[0]?.string ?? "", $0[1]?.string ?? "") })
    } else if let text = recorded["sql"]?.string ?? recorded["ref"]?.string.flatMap({ texts[$0] }) {
      let bound = recorded["params"]
      self.init(text, values: bound == .null ? nil : (bound?.elements ?? []).map(\.string))
    } else {
      throw Recording.Unreadable(description: "no text of \(recorded.compact)")
    }
  }

  /// Whether this is the planned statement, as far as it was recorded.
  func isRecord(of planned: ComparedStatement, withValues: Bool) -> Bool {
    guard case .text(let words, let values) = self, case .text(let others, let bound) = planned else {
      return self == planned
    }
    guard words == others else { return false }
    guard withValues, let values, let bound else { return true }
    return values.map(ComparedValue.init) == bound.map(ComparedValue.init)
  }

  var description: String {
    switch self {
    case .text(let words, let values): "\(words.joined(separator: " ")) \((values ?? []).map { $0 ?? "null" })"
    case .settings(let list): list.map { "\($0.name)=\($0.value.compact)" }.joined(separator: ", ")
    }
  }
}

extension ComparedStatement.Setting {
  /// Claims, headers and cookies are compared by value: the recording writes their keys in order.
  init(_ name: String, _ text: String) {
    self.name = name
    value = (text.hasPrefix("{") ? try? JSONValue(parsing: text).inOrderOfKeys : nil) ?? .string(text)
  }
}

/// A bound value as the server logged it: not as it was sent, but as the type prints it that Postgres took it for.
struct ComparedValue: Hashable {
  private let printed: String?

  init(_ value: String?) {
    guard let value else {
      printed = nil
      return
    }
    if let document = value.first.flatMap({ "{[".contains($0) ? try? JSONValue(parsing: value) : nil }) {
      printed = document.inOrderOfKeys.compact
    } else if value.hasPrefix("{") {
      // Elements of an array are quoted where they must be.
      printed = value.filter { $0 != "\"" }
    } else if let number = Int(value.filter { $0 != " " }) {
      printed = "\(number)"
    } else {
      printed = ["true": "t", "false": "f"][value] ?? value
    }
  }
}

extension JSONValue {
  fileprivate var inOrderOfKeys: JSONValue {
    switch self {
    case .object(let members): .object(members.map { .init($0.key, $0.value.inOrderOfKeys) }.sorted { $0.key < $1.key })
    case .array(let values): .array(values.map(\.inOrderOfKeys))
    default: self
    }
  }
}
