internal import Catalog
internal import JSONText
package import PostgREST
internal import SQLText

/// Arguments that let a caller into a function, from the rows that exist.
///
/// `p_firm_id uuid` wants the key of a firm, of one's own tenant and of another, together with the provider of that very row;
/// rows that the caller cannot see count too, for keys are no secrets.
package struct ArgumentPool: Sendable {
  /// Most calls by each method of a function that reads no secret, nor whatever it is told to.
  private static let mostCalls = 30
  let surface: Surface
  let readings: Readings
  let population: Population
  let stored: StoredValues
  let types: ValueTypes
  private let limits: Limits

  init(_ surface: Surface, _ readings: Readings, _ population: Population, _ limits: Limits) {
    (self.surface, self.readings, self.population, self.limits) = (surface, readings, population, limits)
    stored = StoredValues(population)
    types = ValueTypes(surface.catalog)
  }

  /// The calls of one function, the likeliest to be let in first.
  package func calls(of routine: Routine) -> [CallArguments] { chosenCalls(of: routine).calls }

  /// The calls of one function, and how many more were thought of that could have shown a secret.
  package func chosenCalls(of routine: Routine) -> (calls: [CallArguments], leftOut: Int) {
    guard !routine.parameters.isEmpty else { return ([CallArguments()], 0) }
    let whole = routine.parameters
    let required = whole.filter(\.isRequired)
    // A default may mean to wait.
    let waits = readings.reach.words(ofFunction: routine.oid)?.words.contains { $0.hasPrefix("pg_sleep") } ?? false
    let parameters = required.isEmpty || waits ? whole : required
    let aligned = alignedRows(parameters, of: routine)
    let isTelling = isTelling(routine)
    var calls = Array(aligned.prefix(8)) + siblings(parameters, of: routine) + crossed(parameters, of: routine)
    if isTelling { calls += missing(whole, around: aligned, of: routine) }
    calls += spread(parameters, of: routine)
    if isTelling {
      calls +=
        varied(whole, around: aligned, of: routine) + switched(whole, around: aligned, of: routine)
        + farther(parameters, of: routine)
    }
    if required.count < whole.count { calls += optional(whole, of: routine, likeliest: aligned) }
    if isTelling { calls += injections(whole, of: routine) }
    calls.append(nothing(whole))
    var seen: Set<CallArguments> = []
    let all = calls.map { finished($0, routine) }.filter { seen.insert($0).inserted }
    let most = isTelling ? limits.calls : Self.mostCalls
    return (Array(all.prefix(most)), isTelling ? max(0, all.count - most) : 0)
  }

  /// Every setting of up to eight switches at once.
  private func switched(
    _ parameters: [RoutineParameter], around likeliest: [CallArguments], of routine: Routine
  ) -> [CallArguments] {
    let switches = parameters.filter { types.base(of: $0.type) == "boolean" }.prefix(8).map(\.name)
    guard switches.count > 2 else { return [] }
    let model = call(parameters, parameters.map { candidates(for: $0, of: routine)[0] })
      .setting(likeliest.first?.values ?? [:])
    return (0..<(1 << switches.count)).map { bits in
      model.setting(
        Dictionary(uniqueKeysWithValues: switches.enumerated().map { ($1, .bool(bits >> $0 & 1 == 1)) }))
    }
  }

  /// Null in the place of all, and of each: a condition that null passes by lets every row through.
  private func missing(
    _ parameters: [RoutineParameter], around likeliest: [CallArguments], of routine: Routine
  ) -> [CallArguments] {
    let model = likeliest.first ?? call(parameters, parameters.map { candidates(for: $0, of: routine)[0] })
    return [nothing(parameters)] + (model.passed.count > 1 ? model.passed.map { model.setting([$0.name: .null]) } : [])
  }

  private func nothing(_ parameters: [RoutineParameter]) -> CallArguments {
    call(parameters, parameters.map { _ in .null })
  }

  /// The columns of which the body sets one equal to a parameter.
  func compared(_ parameter: RoutineParameter, of routine: Routine?) -> Set<StoredColumn> {
    routine.flatMap { readings.uses[$0.oid]?.byName[parameter.name]?.columns } ?? []
  }

  func reachesSecrets(_ routine: Routine) -> Bool {
    !readings.reach.relations(fromFunction: routine.oid).isDisjoint(with: population.secretRelations)
  }

  /// The few calls most likely to be let in: one for each row that offers something, both tenants among them.
  package func likelyCalls(of routine: Routine, most: Int) -> [CallArguments] {
    guard !routine.parameters.isEmpty else { return [CallArguments()] }
    let required = routine.parameters.filter(\.isRequired)
    let parameters = required.isEmpty ? routine.parameters : required
    let calls = alignedRows(parameters, of: routine) + spread(parameters, of: routine)
    var seen: Set<CallArguments> = []
    return Array(calls.map { finished($0, routine) }.filter { seen.insert($0).inserted }.prefix(most))
  }

  // MARK: Combinations

  /// Arguments that stand together in one row or in the rows it refers to, for every row that offers enough of them.
  func alignedRows(_ parameters: [RoutineParameter], of routine: Routine?) -> [CallArguments] {
    aligned(parameters, with: stored.rows, of: routine)
  }

  /// Arguments from the rest of the rows that the body looks for: the one that it waits for may be any.
  private func farther(_ parameters: [RoutineParameter], of routine: Routine) -> [CallArguments] {
    let tables = Set(parameters.flatMap { compared($0, of: routine) }.map(\.relation))
    return aligned(parameters, with: stored.rest(of: tables), of: routine)
  }

  private func aligned(
    _ parameters: [RoutineParameter], with rows: [StoredValues.Row], of routine: Routine?
  ) -> [CallArguments] {
    let affinities = parameters.map { NameAffinity($0.name) }
    var seen: Set<[JSONValue?]> = []
    return rows.compactMap { row in
      let offered = zip(parameters, affinities).map { best(for: $0, $1, of: routine, in: row) }
      guard offered.contains(where: { $0 != nil }), offered.count(where: { $0 != nil }) >= min(2, parameters.count),
        seen.insert(offered).inserted
      else { return nil }
      return call(parameters, zip(parameters, offered).map { $1 ?? candidates(for: $0, of: routine)[0] })
    }
  }

  /// What a row offers a parameter: what the body compares it with, else what its name asks for.
  func best(
    for parameter: RoutineParameter, _ affinity: NameAffinity, of routine: Routine?, in row: StoredValues.Row
  ) -> JSONValue? {
    let compared = compared(parameter, of: routine)
    var best: (distance: Int, value: JSONValue)?
    for entry in row.entries {
      let isCompared = compared.contains(StoredColumn(relation: entry.relation, column: entry.column))
      guard
        let distance = isCompared
          ? -1 : affinity.distance(toColumn: entry.column, of: entry.table, isKey: entry.isKey),
        distance < best?.distance ?? 4, let value = shaped(entry.value, for: parameter.type)
      else { continue }
      best = (distance, value)
    }
    return best?.value
  }

  /// Every pairing of the first candidates of the first three parameters: one's own tenant with another's row.
  private func crossed(_ parameters: [RoutineParameter], of routine: Routine) -> [CallArguments] {
    guard parameters.count > 1 else { return [] }
    let choices = parameters.enumerated().map { index, parameter in
      Array(candidates(for: parameter, of: routine).prefix(index < 3 ? (parameters.count == 2 ? 4 : 2) : 1))
    }
    let combinations = choices.reduce([[]]) { made, values in made.flatMap { one in values.map { one + [$0] } } }
    return combinations.map { call(parameters, $0) }
  }

  /// The n-th candidate of every parameter, for n up to eight.
  private func spread(_ parameters: [RoutineParameter], of routine: Routine) -> [CallArguments] {
    let choices = parameters.map { candidates(for: $0, of: routine) }
    return (0..<min(8, choices.map(\.count).max() ?? 0)).map { turn in
      call(parameters, choices.map { $0[turn % $0.count] })
    }
  }

  /// The likeliest calls with one parameter after another put to each of its candidates.
  private func varied(
    _ parameters: [RoutineParameter], around likeliest: [CallArguments], of routine: Routine
  ) -> [CallArguments] {
    let choices = parameters.map { candidates(for: $0, of: routine) }
    let first = call(parameters, choices.map { $0[0] })
    let models = likeliest.isEmpty ? [first] : likeliest.prefix(2).map { first.setting($0.values) }
    // The first candidates of every parameter come before the last of any.
    return (0..<(choices.map(\.count).max() ?? 0)).flatMap { turn in
      models.flatMap { model in
        zip(parameters, choices).filter { $1.count > turn }.map { model.setting([$0.name: $1[turn]]) }
      }
    }
  }

  /// The likeliest calls with what was left to defaults: a default hides what a flag, a format or an owner would show.
  private func optional(
    _ parameters: [RoutineParameter], of routine: Routine, likeliest: [CallArguments]
  ) -> [CallArguments] {
    let models = likeliest.isEmpty ? [CallArguments()] : Array(likeliest.prefix(3))
    let extra = parameters.filter { !$0.isRequired }
    let choices = extra.map { Array(candidates(for: $0, of: routine).prefix(4)) }
    let turns = min(4, choices.map(\.count).max() ?? 0)
    return models.flatMap { model in
      (0..<turns).map { turn in
        CallArguments(
          model.passed + zip(extra, choices).map { .init(name: $0.name, value: $1[turn % $1.count]) })
      }
    } + alignedRows(parameters, of: routine).prefix(4)
  }

  func call(_ parameters: [RoutineParameter], _ values: [JSONValue]) -> CallArguments {
    CallArguments(zip(parameters, values).map { .init(name: $0.name, value: $1, isVariadic: $0.isVariadic) })
  }

  /// A single unnamed parameter takes the whole body, whose type names the media type.
  private func finished(_ call: CallArguments, _ routine: Routine) -> CallArguments {
    guard routine.parameters.count == 1, routine.parameters[0].name.isEmpty, let value = call.passed.first?.value else {
      return call
    }
    switch types.base(of: routine.parameters[0].type) {
    case "json", "jsonb": return CallArguments(payload: .json(value))
    case "bytea":
      return CallArguments(
        payload: .init(Array((value.argumentText ?? "").utf8), contentType: "application/octet-stream"))
    case "xml": return CallArguments(payload: .init(Array((value.argumentText ?? "").utf8), contentType: "text/xml"))
    default: return CallArguments(payload: .init(Array((value.argumentText ?? "").utf8), contentType: "text/plain"))
    }
  }
}
