/// What a parameter's or column's name asks for: `p_firm_id`, `_firmId` and `firm_id_in` all ask for a firm's key.
package struct NameAffinity: Hashable, Sendable {
  /// Letters and digits in lower case, the parameter's prefix taken off: `firmid`.
  let bare: String
  /// Without a trailing `id`, `key` or `uuid`: `firm`.
  let stem: String
  /// The last word: `name` of `secret_name`.
  let last: String

  package init(_ name: String) {
    var words = Self.words(of: name)
    if words.count > 1, Self.prefixes.contains(words[0]) { words.removeFirst() }
    if words.count > 1, let end = words.last, Self.suffixes.contains(end) { words.removeLast() }
    bare = words.joined()
    last = words.last ?? ""
    let stems = words.count > 1 && ["id", "key", "uuid", "ids"].contains(last) ? words.dropLast() : words[...]
    stem = Self.singular(stems.joined())
  }

  /// How well a column of a table answers: 0 for its very name, 4 for nothing but a type that fits; nil for not at all.
  package func distance(toColumn column: String, of table: TableWords, isKey: Bool) -> Int? {
    let column = Self.joined(column)
    if column == bare || column + "s" == bare || column == bare + "id" { return 0 }
    if table.singular + column == bare || isKey && (table.singular == stem || table.singular + "id" == bare) {
      return 1
    }
    if isKey, stem.count >= 3, table.singular.hasPrefix(stem) || table.singular.hasSuffix(stem) { return 2 }
    if column == stem || column == last && last != "id" { return 2 }
    if column.hasSuffix(bare) && bare.count >= 4 || column.hasPrefix(bare) && bare.count >= 3 { return 3 }
    return isKey && last == "id" ? 3 : nil
  }

  private static let prefixes: Set<String> = [
    "p", "in", "arg", "v", "i", "target", "the", "my", "param", "input", "new", "a", "given", "for", "by", "source",
    "from",
  ]
  /// Words that name a tenant.
  static let tenantWords = [
    "org", "organization", "organisation", "tenant", "team", "workspace", "firm", "company", "account",
  ]
  private static let suffixes: Set<String> = ["in", "param", "input", "arg", "text"]

  /// `webhookSecret` and `webhook_secret` are two words each.
  static func words(of name: String) -> [String] {
    var words = [""]
    var wasLower = false
    for character in name {
      if !character.isLetter && !character.isNumber {
        words.append("")
      } else {
        if character.isUppercase, wasLower { words.append("") }
        words[words.count - 1] += character.lowercased()
      }
      wasLower = character.isLowercase
    }
    return words.filter { !$0.isEmpty }
  }

  static func joined(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

  static func singular(_ name: String) -> String {
    if name.hasSuffix("ies") { return name.dropLast(3) + "y" }
    return name.hasSuffix("s") && !name.hasSuffix("ss") ? String(name.dropLast()) : name
  }
}

/// A table's name as a parameter would quote it.
package struct TableWords: Hashable, Sendable {
  let singular: String

  package init(_ name: String) { singular = NameAffinity.singular(NameAffinity.joined(name)) }
}
