internal import Catalog
package import JSONText
package import PostgREST
internal import SQLText

/// One way to call a function: a value for each parameter that is passed.
package struct CallArguments: Hashable, Sendable {
  package struct Passed: Hashable, Sendable {
    package var name: String
    package var value: JSONValue
  }

  package var passed: [Passed]

  /// As a query string passes them: by text, nulls left out.
  package var arguments: [Request.Argument] {
    passed.compactMap { passed in
      passed.value.argumentText.map { Request.Argument(passed.name, Self.queryText($0, passed.value)) }
    }
  }

  /// As a JSON object passes them.
  package var body: JSONValue { .object(passed.map { .init($0.name, $0.value) }) }

  /// An array in a query string is written as Postgres writes one.
  private static func queryText(_ text: String, _ value: JSONValue) -> String {
    guard let elements = value.elements else { return text }
    return "{" + elements.compactMap(\.argumentText).joined(separator: ",") + "}"
  }
}

/// Values from the rows that exist, by the name of the column that holds them and by type.
///
/// A function is let in by arguments that fit: `p_firm_id uuid` wants the key of a firm, of one's own tenant and of another,
/// together with the provider of that very row.
package struct ArgumentPool: Sendable {
  /// Most calls of one function, by each method.
  private static let mostCalls = 28
  private let ground: Ground
  private let values: [String: [JSONValue]]
  private let tableKeys: [String: [JSONValue]]

  package init(_ ground: Ground) {
    self.ground = ground
    var values: [String: [JSONValue]] = [:]
    var tableKeys: [String: [JSONValue]] = [:]
    for table in ground.rows.tables {
      for row in table.rows {
        for member in row.members ?? [] where member.value != .null {
          if values[member.key]?.contains(member.value) != true { values[member.key, default: []].append(member.value) }
        }
      }
      if let key = ground.catalog.relation(named: table.name)?.primaryKey, key.count == 1 {
        tableKeys[Self.singular(table.name.name.name)] = table.rows.compactMap { $0[key[0]] }
      }
    }
    self.values = values
    self.tableKeys = tableKeys
  }

  /// The calls of one function, the likeliest to be let in first.
  package func calls(of routine: Routine) -> [CallArguments] {
    let parameters = routine.parameters.filter { !$0.name.isEmpty }
    guard !parameters.isEmpty else { return [CallArguments(passed: unnamed(routine))] }
    let required = parameters.filter(\.isRequired)
    var calls = aligned(parameters)
    calls += spread(parameters)
    if required.count < parameters.count { calls += spread(required) + toggled(parameters) }
    calls += curious(parameters, like: calls.first)
    calls.append(CallArguments(passed: parameters.map { .init(name: $0.name, value: .null) }))
    var seen: Set<CallArguments> = []
    return Array(calls.filter { seen.insert($0).inserted }.prefix(Self.mostCalls))
  }

  /// A function with one unnamed parameter takes the whole body; there is nothing to name.
  private func unnamed(_ routine: Routine) -> [CallArguments.Passed] { [] }

  /// Arguments that stand together in one row, for every row that offers two of them or more.
  private func aligned(_ parameters: [RoutineParameter]) -> [CallArguments] {
    ground.rows.tables.flatMap { table -> [CallArguments] in
      table.rows.prefix(6).compactMap { row in
        let offered = parameters.map { parameter in value(for: parameter, in: row, of: table.name) }
        guard offered.count(where: { $0 != nil }) >= min(2, parameters.count) else { return nil }
        return CallArguments(
          passed: zip(parameters, offered).map { parameter, offer in
            .init(name: parameter.name, value: offer ?? candidates(for: parameter)[0])
          })
      }
    }
  }

  private func value(for parameter: RoutineParameter, in row: JSONValue, of table: QualifiedName) -> JSONValue? {
    for name in Self.columnNames(for: parameter.name) {
      if let value = row[name], value != .null, Self.fits(value, parameter.type) { return value }
    }
    let stem = Self.stem(parameter.name)
    guard Self.singular(table.name.name) == stem || table.name.name == stem,
      let key = ground.catalog.relation(named: table)?.primaryKey,
      key.count == 1, let value = row[key[0]], Self.fits(value, parameter.type)
    else { return nil }
    return value
  }

  /// The n-th candidate of every parameter, for n up to six.
  private func spread(_ parameters: [RoutineParameter]) -> [CallArguments] {
    let choices = parameters.map { candidates(for: $0) }
    let most = min(6, choices.map(\.count).max() ?? 0)
    return (0..<most).map { turn in
      CallArguments(passed: zip(parameters, choices).map { .init(name: $0.name, value: $1[turn % $1.count]) })
    }
  }

  /// The likeliest calls with every optional flag turned: a default hides what the flag would show.
  private func toggled(_ parameters: [RoutineParameter]) -> [CallArguments] {
    let calls = aligned(parameters).prefix(6) + spread(parameters).prefix(2)
    return [JSONValue.bool(true), .bool(false)].flatMap { flag in
      calls.map { call in
        CallArguments(
          passed: zip(parameters, call.passed).map { parameter, passed in
            parameter.type == "boolean" ? .init(name: passed.name, value: flag) : passed
          })
      }
    }
  }

  /// Texts that a function might search by, compare with or paste: parts of secrets, names of tables, pieces of SQL.
  private func curious(_ parameters: [RoutineParameter], like model: CallArguments?) -> [CallArguments] {
    guard let model else { return [] }
    return parameters.indices.filter { Self.isText(parameters[$0].type) }.flatMap { index in
      curiousTexts.map { text in
        var call = model
        if let place = call.passed.firstIndex(where: { $0.name == parameters[index].name }) {
          call.passed[place].value = .string(text)
        }
        return call
      }
    }
  }

  private var curiousTexts: [String] {
    let secrets = ground.canaries.prefix(2).flatMap { [$0.first, String($0.first.prefix($0.first.count - 4))] }
    let tables = Set(ground.secrets.map(\.relation)).sorted().prefix(2).flatMap { [$0.description, $0.name.name] }
    return secrets + tables + ["%", "*", "' or true or '"]
  }

  /// Values for one parameter, by affinity of name and then by type; never empty.
  package func candidates(for parameter: RoutineParameter) -> [JSONValue] {
    let named =
      Self.columnNames(for: parameter.name).flatMap { values[$0] ?? [] } + (tableKeys[Self.stem(parameter.name)] ?? [])
    var seen: Set<JSONValue> = []
    let fitting = (named + ofType(parameter.type)).filter { Self.fits($0, parameter.type) && seen.insert($0).inserted }
    return Array((fitting + Self.fallbacks(for: parameter.type)).prefix(8))
  }

  private func ofType(_ type: String) -> [JSONValue] {
    if let labels = ground.catalog.types.first(where: { $0.name.description == type })?.enumLabels, !labels.isEmpty {
      return labels.map { .string($0) }
    }
    return type == "uuid" ? tableKeys.sorted { $0.key < $1.key }.flatMap { $0.value.prefix(2) } : []
  }

  private static func isText(_ type: String) -> Bool {
    ["text", "character varying", "character", "citext", "name"].contains { type.hasSuffix($0) }
  }

  /// `p_firm_id`, `_firm_id`, `firm_id_in` ask for a column `firm_id`; `firm` for `firm` or `firm_id`.
  private static func columnNames(for parameter: String) -> [String] {
    var bare = parameter
    for prefix in ["p_", "_", "in_", "arg_", "v_", "target_", "the_", "my_"]
    where bare.hasPrefix(prefix) && bare.count > prefix.count {
      bare.removeFirst(prefix.count)
      break
    }
    while bare.hasSuffix("_") { bare.removeLast() }
    let short = bare.split(separator: "_").last.map(String.init) ?? bare
    return bare == short ? [parameter, bare, bare + "_id"] : [parameter, bare, bare + "_id", short]
  }

  /// `p_firm_id` → `firm`.
  private static func stem(_ parameter: String) -> String {
    let names = columnNames(for: parameter)
    let bare = names.count > 1 ? names[1] : parameter
    return singular(
      bare.hasSuffix("_id") ? String(bare.dropLast(3)) : bare.hasSuffix("id") ? String(bare.dropLast(2)) : bare)
  }

  static func singular(_ name: String) -> String {
    let lower = name.lowercased()
    if lower.hasSuffix("ies") { return lower.dropLast(3) + "y" }
    return lower.hasSuffix("s") && !lower.hasSuffix("ss") ? String(lower.dropLast()) : lower
  }

  private static func fits(_ value: JSONValue, _ type: String) -> Bool {
    let isNumber = ["integer", "bigint", "smallint", "numeric", "real", "double precision"].contains {
      type.hasPrefix($0)
    }
    return switch value {
    case .null: false
    case .number: isNumber || isText(type)
    case .bool: type == "boolean"
    case .string(let text):
      type == "uuid" ? isUUID(text) : !isNumber && type != "boolean" && !type.hasPrefix("json") && !type.hasSuffix("[]")
    case .array: type.hasSuffix("[]") || type.hasPrefix("json")
    case .object: type.hasPrefix("json")
    }
  }

  private static func isUUID(_ text: String) -> Bool {
    text.utf8.count == 36
      && text.utf8.enumerated().allSatisfy {
        [8, 13, 18, 23].contains($0) ? $1 == UInt8(ascii: "-") : Character(UnicodeScalar($1)).isHexDigit
      }
  }

  /// Values that a type takes, whatever they mean.
  private static func fallbacks(for type: String) -> [JSONValue] {
    switch type {
    case "uuid": ["00000000-0000-4000-8000-000000000000"]
    case "boolean": [true, false]
    case "integer", "bigint", "smallint", "numeric", "real", "double precision": [1, 0, 2]
    case "json", "jsonb": [[:], []]
    case "date": ["2026-01-01"]
    case "bytea": ["\\x00"]
    case let type where type.hasSuffix("[]"): [.array([])]
    case let type where type.hasPrefix("timestamp"): ["2026-01-01T00:00:00Z"]
    case let type where type.hasPrefix("time"): ["12:00"]
    case "interval": ["1 day"]
    case "inet": ["127.0.0.1"]
    case let type where type.hasPrefix("numeric"): [1]
    default: ["a", ""]
    }
  }
}
