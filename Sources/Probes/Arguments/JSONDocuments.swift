internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

extension ArgumentPool {
  /// Documents for a JSON parameter, put together from everything that the body takes out of one.
  ///
  /// Which of its values is a flag, a list or a key the source seldom says, so each is tried in turn.
  func documents(for parameter: RoutineParameter, of routine: Routine?) -> [JSONValue] {
    guard let routine, let reading = readings.body(of: routine) else { return [[:], []] }
    let whole = reading.tokens.compactMap(\.literal).filter { $0.first == "{" || $0.first == "[" }
      .compactMap { try? JSONValue(parsing: $0) }
    let leaves = leaves(in: reading, of: routine)
    guard !leaves.isEmpty else { return whole + [[:], [], [[:]]] }
    let objects =
      aligned(leaves, of: routine)
      + (0..<2).map { turn in
        document(leaves) { values(for: $0)[turn % values(for: $0).count] }
      }
    let lists = document(leaves) { leaf in
      .array(leaf.spoken.isEmpty ? values(for: leaf) : leaf.spoken.map { .string($0) })
    }
    let flags = document(leaves) { leaf in leaf.type == "text" || leaf.type == "boolean" ? true : values(for: leaf)[0] }
    var seen: Set<JSONValue> = []
    return (objects + [lists, flags, .array(Array(objects.prefix(1)))] + whole + claims(for: reading) + [[:], []])
      .filter {
        seen.insert($0).inserted
      }
  }

  /// What the body names, else every literal of it that could be a key.
  func leaves(in reading: BodyReading, of routine: Routine) -> [BodyReading.Leaf] {
    let populated = reading.populatedTypes.flatMap { types.columns(of: $0) }.map {
      BodyReading.Leaf(path: [$0.name], type: $0.typeName)
    }
    let named = reading.leaves + populated
    guard named.isEmpty else { return Array(named.prefix(16)) }
    let literals = reading.tokens.compactMap(\.literal).filter { Self.isLabel($0) && $0.first?.isLetter == true }
    var seen: Set<String> = []
    return literals.filter { seen.insert($0).inserted }.prefix(12).map { BodyReading.Leaf(path: [$0], type: "text") }
  }

  /// Whom a function may be told to speak for, where it sets the claims of the request itself.
  private func claims(for reading: BodyReading) -> [JSONValue] {
    guard reading.tokens.contains(where: { $0.literal?.hasPrefix("request.jwt") == true }) else { return [] }
    return population.principals.filter { $0.derivedFrom == nil }.map {
      ($0.claims ?? [:]).setting("role", .string($0.role))
    }
  }

  private func values(for leaf: BodyReading.Leaf) -> [JSONValue] {
    let spoken = leaf.spoken.map { JSONValue.string($0) }
    return spoken + candidates(for: RoutineParameter(name: leaf.path.last ?? "", type: leaf.type))
  }

  /// One document for each row that offers values for some of its keys.
  private func aligned(_ leaves: [BodyReading.Leaf], of routine: Routine) -> [JSONValue] {
    let parameters = leaves.map { RoutineParameter(name: $0.path.last ?? "", type: $0.type) }
    return alignedRows(parameters, of: nil).prefix(6).map { call in
      var rest = call.passed.map(\.value)[...]
      return document(leaves) { leaf in
        let offered = rest.popFirst() ?? .null
        return leaf.spoken.first.map { .string($0) } ?? offered
      }
    }
  }

  func document(_ leaves: [BodyReading.Leaf], _ value: (BodyReading.Leaf) -> JSONValue) -> JSONValue {
    leaves.reduce([:]) { $0.setting($1.path[...], value($1)) }
  }
}
