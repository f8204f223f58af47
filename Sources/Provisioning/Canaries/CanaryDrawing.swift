internal import Catalog
internal import JSONText
internal import Probes

/// What a column's texts are replaced by, in the making of the worlds.
struct Replacement: Hashable, Sendable {
  /// Each text with the one that stands for it while the worlds are made.
  var interim: [String: String] = [:]
  /// Each text with the first world's, in the order that the texts have.
  var first: [String: String] = [:]
  /// Each text with the second world's: in the order that is the reverse of the first's.
  var second: [String: String] = [:]
  /// Each text with one of its very own shape, for a column that takes no other row's.
  var alike: [String: String] = [:]
}

/// Draws the values that a secret takes.
struct CanaryDrawing: Sendable {
  private var source: RandomSource
  /// Last characters that a mask may show, and that therefore stay the same in both worlds.
  private let keptSuffix: Int

  init(secret: Secret, seed: String, keptSuffix: Int) {
    source = RandomSource(seed: seed, purpose: secret.description)
    self.keptSuffix = keptSuffix
  }

  /// A value of the form that another row's has.
  mutating func drawn(like text: String) -> String { CanaryShape(of: text).drawn(from: &source) }

  /// New values for old ones.
  mutating func replacements(for texts: [String]) -> Replacement {
    var replacement = Replacement()
    let distinct = Set(texts).sorted()
    for text in distinct {
      replacement.interim[text] = CanaryShape(of: text).drawn(from: &source)
      replacement.alike[text] = CanaryShape(of: text).drawn(from: &source, keepingSuffix: keptSuffix)
    }
    replacement.first = traded(distinct, reversed: false)
    for _ in 0..<Self.mostDraws {
      replacement.second = traded(distinct, reversed: true)
      if distinct.count < 2 || Self.order(of: distinct, in: replacement.second) != distinct { break }
    }
    return replacement
  }

  /// New values for those that are too short to be recognised: what shows one differs between the worlds all the same.
  mutating func replacements(forShort texts: [String]) -> Replacement {
    var replacement = Replacement()
    var taken = Set(texts)
    for text in taken.sorted() {
      let drawn = (0..<Self.mostDraws * 4).compactMap { _ in CanaryShape.replaced(text, from: &source) }
        .filter { taken.insert($0).inserted }
      guard drawn.count >= 3 else { continue }
      (replacement.interim[text], replacement.first[text], replacement.second[text]) = (drawn[0], drawn[1], drawn[2])
    }
    return replacement
  }

  private static let mostDraws = 8

  private static func order(of texts: [String], in second: [String: String]) -> [String] {
    texts.sorted { (second[$0] ?? $0) < (second[$1] ?? $1) }
  }

  /// Values of one form trade places, so that what sorts by them cannot stay the same; what is form stays in its row.
  private mutating func traded(_ texts: [String], reversed: Bool) -> [String: String] {
    var traded: [String: String] = [:]
    let alike = Dictionary(grouping: texts) { CanaryShape(of: $0).form }
    for (_, texts) in alike.sorted(by: { $0.key < $1.key }) {
      let drawn = texts.map { CanaryShape(of: $0).drawn(from: &source) }.sorted()
      for (text, new) in zip(texts, reversed ? drawn.reversed() : drawn) {
        traded[text] = keptSuffix > 0 ? String(new.dropLast(keptSuffix) + text.suffix(keptSuffix)) : new
      }
    }
    return traded
  }

  /// A value of our own for a column that holds none we would recognise, or nil where the type has no room for one.
  mutating func fresh(for column: Column, baseType: String) -> JSONValue? {
    let room = column.maximumLength ?? 28
    switch baseType {
    case "text", "varchar", "bpchar", "citext", "name": return room < 8 ? nil : .string(letters(min(room, 28)))
    case "uuid": return .string(uuid())
    case "bytea": return .string("\\x" + hexadecimal(48))
    case "json", "jsonb": return .object([.init("secret", .string(letters(28)))])
    case "_text", "_varchar": return .array([.string(letters(28))])
    case "int4": return .number("1" + digits(8))
    case "int8": return .number("1" + digits(16))
    case "numeric": return .number("1" + digits(14))
    default: return nil
    }
  }

  private mutating func letters(_ count: Int) -> String { draw(count, from: "abcdefghijkmnpqrstuvwxyz23456789") }
  private mutating func hexadecimal(_ count: Int) -> String { draw(count, from: "0123456789abcdef") }
  private mutating func digits(_ count: Int) -> String { draw(count, from: "0123456789") }
  private mutating func uuid() -> String {
    [hexadecimal(8), hexadecimal(4), "4" + hexadecimal(3), "a" + hexadecimal(3), hexadecimal(12)].joined(separator: "-")
  }

  private mutating func draw(_ count: Int, from alphabet: String) -> String {
    let alphabet = Array(alphabet)
    return String((0..<count).map { _ in alphabet[Int(source.next() % UInt64(alphabet.count))] })
  }
}
