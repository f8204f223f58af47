internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

extension ArgumentPool {
  /// Values for one parameter, by affinity of name and then by type; never empty.
  func candidates(for parameter: RoutineParameter, of routine: Routine? = nil) -> [JSONValue] {
    let type = types.base(of: parameter.type)
    if let composed = composed(type, of: routine) { return composed }
    if let element = types.element(of: type) {
      let single = RoutineParameter(name: NameAffinity.singular(parameter.name), type: element)
      let values = candidates(for: single, of: routine)
      return parameter.isVariadic || values.isEmpty
        ? [.array(Array(values.prefix(1))), .array(values)] : [.array(values)]
    }
    let labels = types.labels(of: parameter.type)
    if !labels.isEmpty { return labels.map { .string($0) } }
    if type == "boolean" { return [true, false] }
    let named = byName(parameter)
    let spoken = types.isText(parameter.type) && routine != nil ? literals(of: routine) : []
    let typed = byType(type)
    var fitting = Array(named.prefix(6))
    fitting += spoken.prefix(named.isEmpty ? 5 : 2)
    fitting += typed.prefix(named.isEmpty ? 8 : 4)
    var seen: Set<JSONValue> = []
    return Array((fitting + types.fallbacks(for: parameter.type)).filter { seen.insert($0).inserted }.prefix(8))
  }

  /// A stored value as the type takes it; a single value for an array of it.
  func shaped(_ value: JSONValue, for type: String) -> JSONValue? {
    if types.fits(value, type) {
      return types.isText(type) ? value.argumentText.map { .string($0) } : value
    }
    guard let element = types.element(of: type), types.fits(value, element) else { return nil }
    return .array([value])
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
    if type == "oid" { return ground.rows.rows(of: RowSample.largeObjects).compactMap { $0["oid"] } }
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

  /// What the body compares its arguments with, as in `if p_format = 'json'`.
  private func literals(of routine: Routine?) -> [JSONValue] {
    guard let routine, let words = ground.reach.words(ofFunction: routine.oid) else { return [] }
    return words.literals.filter { literal in
      (1...24).contains(literal.count) && literal.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
        && !ValueTypes.isNumber(literal) && !literal.hasPrefix("request.")
    }.map { .string($0) }
  }

  /// An object of everything that the body, or the row type, may look for in it.
  private func composed(_ type: String, of routine: Routine?) -> [JSONValue]? {
    let isJSON = type == "json" || type == "jsonb"
    let columns = isJSON ? [] : types.columns(of: type)
    guard isJSON || !columns.isEmpty else { return nil }
    let keys =
      isJSON
      ? literals(of: routine).compactMap(\.string).filter { $0.first?.isLetter == true }.prefix(12).map { ($0, "text") }
      : columns.map { ($0.name, $0.typeName) }
    let objects = (0..<2).map { turn in
      JSONValue.object(
        keys.map { key, type in
          let values = candidates(for: RoutineParameter(name: key, type: type))
          return .init(key, values[turn % values.count])
        })
    }
    return isJSON ? objects + [.array(Array(objects.prefix(1))), [:]] : objects
  }
}
