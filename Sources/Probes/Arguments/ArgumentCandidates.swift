internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

extension ArgumentPool {
  /// Values for one parameter: by affinity of name, by what the body compares it with, then by type; never empty.
  func candidates(for parameter: RoutineParameter, of routine: Routine? = nil) -> [JSONValue] {
    let type = types.base(of: parameter.type)
    if type == "json" || type == "jsonb" { return documents(for: parameter, of: routine) }
    if !types.columns(of: type).isEmpty { return composites(type) }
    if let element = types.element(of: type) { return arrays(of: element, for: parameter, of: routine) }
    let labels = types.labels(of: parameter.type)
    if !labels.isEmpty { return labels.map { .string($0) } }
    if type == "boolean" { return [true, false] }
    let named = comparedValues(parameter, of: routine) + byName(parameter)
    let beside = spoken(to: parameter, of: routine)
    let typed = byType(type)
    if waits(parameter) { return [0] }
    var fitting = beside.first
    fitting += named.prefix(6)
    fitting += customary(parameter)
    fitting += beside.rest.prefix(named.isEmpty ? 32 : 6)
    fitting += typed.prefix(named.isEmpty ? 8 : 4)
    var seen: Set<JSONValue> = []
    return (fitting + types.fallbacks(for: parameter.type)).filter { seen.insert($0).inserted }
  }

  private func arrays(of element: String, for parameter: RoutineParameter, of routine: Routine?) -> [JSONValue] {
    let single = RoutineParameter(name: NameAffinity.singular(parameter.name), type: element)
    let values = candidates(for: single, of: routine)
    let all = JSONValue.array(values)
    return parameter.isVariadic ? [.array(Array(values.prefix(1))), all] : [all, .array(Array(values.prefix(1))), []]
  }

  private func composites(_ type: String) -> [JSONValue] {
    let columns = types.columns(of: type)
    return (0..<2).map { turn in
      .object(
        columns.map { column in
          let values = candidates(for: RoutineParameter(name: column.name, type: column.typeName))
          return .init(column.name, values[turn % values.count])
        })
    }
  }

  /// A stored value as the type takes it; a single value for an array of it.
  func shaped(_ value: JSONValue, for type: String) -> JSONValue? {
    if types.fits(value, type) {
      return types.isText(type) ? value.argumentText.map { .string($0) } : value
    }
    guard let element = types.element(of: type), types.fits(value, element) else { return nil }
    return .array([value])
  }

  /// The values that stand in the columns which the body compares a parameter with.
  private func comparedValues(_ parameter: RoutineParameter, of routine: Routine?) -> [JSONValue] {
    let columns = compared(parameter, of: routine)
    guard !columns.isEmpty else { return [] }
    var seen: Set<JSONValue> = []
    let values = stored.rows.flatMap(\.entries).filter {
      columns.contains(StoredColumn(relation: $0.relation, column: $0.column))
    }.compactMap { shaped($0.value, for: parameter.type) }
    return Array(values.filter { seen.insert($0).inserted }.prefix(6))
  }

  private func byName(_ parameter: RoutineParameter) -> [JSONValue] {
    let affinity = NameAffinity(parameter.name)
    var found: [[JSONValue]] = [[], [], [], []]
    var seen: Set<JSONValue> = []
    for row in stored.rows {
      for entry in row.entries {
        guard let distance = affinity.distance(toColumn: entry.column, of: entry.table, isKey: entry.isKey),
          let value = shaped(entry.value, for: parameter.type), seen.insert(value).inserted
        else { continue }
        found[min(distance, 3)].append(value)
      }
    }
    return found.flatMap { $0.prefix(6) }
  }

  /// Keys of the rows nearest to the secrets, and for a text their short texts too.
  private func byType(_ type: String) -> [JSONValue] {
    if type == "oid" { return population.rows.rows(of: RowSample.largeObjects).compactMap { $0["oid"] } }
    if type == "regclass" { return population.secretRelations.sorted().map { .string($0.quoted) } }
    guard type == "uuid" || ValueTypes.isNumber(type) || types.isText(type) else { return [] }
    var values: [JSONValue] = []
    for row in stored.rows where row.number < 2 {
      for entry in row.entries where entry.isKey || types.isText(type) {
        guard values.count < 12, let value = shaped(entry.value, for: type), !values.contains(value),
          value.argumentText.map({ $0.count <= 40 }) ?? false
        else { continue }
        values.append(value)
      }
    }
    return values
  }

  /// What a parameter's name asks for where no row answers: the first page, a large page, all of the time there is.
  private func customary(_ parameter: RoutineParameter) -> [JSONValue] {
    let words = Set(NameAffinity.words(of: parameter.name))
    let type = types.base(of: parameter.type)
    if ValueTypes.isMoment(type) {
      return words.isDisjoint(with: Self.upperBounds) ? ValueTypes.moments : ValueTypes.moments.reversed()
    }
    guard ValueTypes.isNumber(type) else { return [] }
    if !words.isDisjoint(with: Self.places) { return [0, 1] }
    return words.isDisjoint(with: Self.amounts) ? [] : [10, 50, 1]
  }

  /// Whether a parameter says how long to wait.
  private func waits(_ parameter: RoutineParameter) -> Bool {
    ValueTypes.isNumber(types.base(of: parameter.type))
      && !Set(NameAffinity.words(of: parameter.name)).isDisjoint(with: [
        "seconds", "secs", "ms", "timeout", "wait", "delay",
      ])
  }

  private static let upperBounds: Set<String> = [
    "to", "end", "until", "before", "till", "through", "max", "upper", "stop",
  ]
  private static let places: Set<String> = ["offset", "skip", "start", "cursor", "page", "from", "after", "index"]
  private static let amounts: Set<String> = [
    "limit", "size", "count", "take", "top", "max", "n", "num", "length", "rows",
  ]

  /// What the body compares a parameter with, then its other literals, as in `if p_format = 'json'`; for a number, those on
  /// both sides of a bound.
  private func spoken(to parameter: RoutineParameter, of routine: Routine?) -> (first: [JSONValue], rest: [JSONValue]) {
    guard let routine, let reading = readings.body(of: routine) else { return ([], []) }
    let beside = readings.uses[routine.oid]?.byName[parameter.name] ?? .init()
    if ValueTypes.isNumber(parameter.type) {
      return (beside.numbers.prefix(4).flatMap { [$0, $0 + 1, $0 - 1] }.map { JSONValue($0) }, [])
    }
    guard types.isText(parameter.type) else { return ([], []) }
    let first = beside.literals.filter(Self.isLabel).map { JSONValue.string($0) }
    let composed = composedTexts(for: parameter, of: routine).prefix(28)
    return (first, patterns(in: reading) + literals(of: routine).prefix(6) + composed)
  }

  /// What matches everything in the languages that a body puts its texts to.
  private func patterns(in reading: BodyReading) -> [JSONValue] {
    let words = Set(reading.tokens.compactMap(\.keyword))
    var patterns: [JSONValue] = []
    if words.contains("current_setting") { patterns += settings }
    if words.contains("role") || reading.tokens.contains(where: { $0.literal == "role" }) { patterns += roles }
    if !words.isDisjoint(with: ["like", "ilike", "similar"]) { patterns.append("%") }
    if words.contains(where: { $0.hasPrefix("jsonb_path_") || $0 == "jsonpath" }) { patterns += ["$", "$.**"] }
    if words.contains(where: { $0.hasPrefix("xpath") }) { patterns.append("//text()") }
    if !words.isDisjoint(with: ["lquery", "ltxtquery"]) { patterns.append("*") }
    if words.contains(where: { $0.hasPrefix("regexp_") }) || reading.tokens.contains(.operator("~")) {
      patterns.append(".*")
    }
    return patterns
  }

  /// Names of custom settings, whole and without their prefix.
  private var settings: [JSONValue] {
    let stored = surface.catalog.roleSettings.flatMap(\.configuration).map { String($0.prefix { $0 != "=" }) }
    return (surface.settings.appSettings.keys.sorted().map { "app.settings.\($0)" } + stored).filter {
      $0.contains(".") && !$0.hasPrefix("pgrst.")
    }.flatMap { name in
      [name, String(name.split(separator: ".").last ?? "")].map { .string($0) }
    }
  }

  /// Roles that a session of PostgREST may take on whatever role is active: SET ROLE asks who logged in.
  private var roles: [JSONValue] {
    let assumable = surface.catalog.role(surface.settings.authenticatorRole)?.memberships.map(\.role) ?? []
    return assumable.filter { !["anon", "authenticated"].contains($0) }.sorted().map { .string($0) }
  }

  private func literals(of routine: Routine) -> [JSONValue] {
    (readings.reach.words(ofFunction: routine.oid)?.literals ?? []).filter(Self.isLabel).map { .string($0) }
  }

  static func isLabel(_ literal: String) -> Bool {
    (1...24).contains(literal.count) && literal.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
      && !ValueTypes.isNumber(literal) && !literal.hasPrefix("request.")
  }
}
