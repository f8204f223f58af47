import JSONText
import PostgREST

/// Requests drawn from a seed, odd names and values among them.
struct RandomRequests {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func number(below limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(below: elements.count)] }
  private mutating func chance(_ one: Int) -> Bool { number(below: one) == 0 }

  private mutating func list<Element>(_ most: Int, _ make: (inout RandomRequests) -> Element) -> [Element] {
    (0..<number(below: most + 1)).map { _ in make(&self) }
  }

  private mutating func name() -> String {
    pick([
      "id", "parent_id", "Weird Id", "naïve-col", "dot.ted", "quo\"te", "back\\slash", "comma,col", "(paren)", "col:on",
      "select", "order", "and", "$dollar", " sp ", "größe", "a->b", "UPPER", "*x", "100%", "a&b=c", "plus+;x",
    ])
  }

  private mutating func value() -> String {
    pick([
      "1", "", "a,b", "x)y", "\"q\"", "{1,2}", "{a\"b}", "*like*", "ünï", "a.b", "(x", "back\\", " pad ", "eq.1", "%",
    ])
  }

  /// - Parameter insideBrackets: where an index before the closing bracket reads back as a key, as it does in PostgREST.
  private mutating func field(insideBrackets: Bool = false) -> Field {
    Field(name(), path: list(2) { $0.step(insideBrackets: insideBrackets) })
  }

  private mutating func step(insideBrackets: Bool) -> JSONStep {
    !insideBrackets && chance(3) ? .index(number(below: 9) - 4, asText: chance(2)) : .key(name(), asText: chance(2))
  }

  private mutating func condition() -> Condition {
    let operation: Operation =
      switch number(below: 6) {
      case 0: .compare(pick(Comparison.allCases), value(), chance(4) ? .any : nil)
      case 1: .plain(pick(PlainOperator.allCases), value())
      case 2: .in([value()] + list(2) { $0.value() })
      case 3: .is(pick(IsValue.allCases))
      case 4: .isDistinct(value())
      default: .fullText(pick(FullTextOperator.allCases), value(), language: chance(2) ? "english" : nil)
      }
    return Condition(operation, negated: chance(3))
  }

  private mutating func tree(depth: Int) -> LogicTree {
    if depth == 0 || chance(2) { return .condition(field(), condition()) }
    return .group(
      pick([.and, .or]), negated: chance(3), [tree(depth: depth - 1)] + list(2) { $0.tree(depth: depth - 1) })
  }

  private mutating func items(depth: Int) -> [SelectItem] {
    list(3) { random in
      guard depth > 0, random.chance(3) else { return random.selected(insideBrackets: depth < 2) }
      return .embed(
        Embed(
          random.name(), hint: random.chance(3) ? random.name() : nil,
          alias: nil, join: random.chance(3) ? .inner : nil, spread: random.chance(4),
          items: random.items(depth: depth - 1)))
    }
  }

  private mutating func selected(insideBrackets: Bool) -> SelectItem {
    if chance(5) { return .star }
    if chance(6) { return .aggregate(.count, as: chance(2) ? name() : nil, cast: chance(2) ? "text" : nil) }
    let aggregate = chance(4) ? pick(AggregateFunction.allCases) : nil
    return .field(
      SelectedField(
        field(insideBrackets: insideBrackets), alias: chance(3) ? name() : nil,
        cast: chance(3) ? "double precision" : nil, aggregate: aggregate,
        aggregateCast: aggregate != nil && chance(2) ? "text" : nil))
  }

  private mutating func path() -> [String] { list(2) { $0.name() } }

  mutating func request() -> Request {
    Request(
      method: .get, resource: .relation(name()), profile: chance(3) ? "two" : nil,
      select: chance(4) ? nil : items(depth: 2), filters: list(2) { Filter($0.field(), $0.condition(), at: $0.path()) },
      logic: list(1) { random in
        LogicFilter(.group(.or, negated: random.chance(2), [random.tree(depth: 2)]), at: random.path())
      },
      order: list(1) { random in
        let relation = random.chance(4) ? random.name() : nil
        return Ordering(
          [
            OrderTerm(
              random.field(insideBrackets: relation != nil), random.chance(2) ? .desc : nil,
              nulls: random.chance(3) ? .first : nil, of: relation)
          ], at: random.path())
      },
      ranges: chance(2) ? [RowRange(limit: Int128(number(below: 9)), offset: chance(2) ? 3 : nil, at: path())] : [],
      columns: chance(3) ? [name(), name()] : nil, onConflict: chance(5) ? [name()] : nil,
      preferences: Preferences(
        count: chance(3) ? pick(Preferences.Count.allCases) : nil, handling: chance(4) ? .strict : nil,
        unknown: chance(5) ? ["nope=1"] : []),
      accept: chance(4) ? "text/csv" : nil, headers: chance(4) ? [Header("x-device", "7")] : [],
      cookies: chance(4) ? [.init("c1", "v")] : [])
  }
}
