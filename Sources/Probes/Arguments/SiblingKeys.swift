internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

extension ArgumentPool {
  /// Most pairs of one table.
  private static let mostPairs = 12

  /// Two different rows of one table for two parameters of one type whose names say nothing: `copy(source uuid, target uuid)`.
  ///
  /// The tables are those that the body names; neighbours come first, since a seed writes a tenant's rows together.
  func siblings(_ parameters: [RoutineParameter], of routine: Routine) -> [CallArguments] {
    guard parameters.count == 2, parameters[0].type == parameters[1].type,
      let words = readings.reach.words(ofFunction: routine.oid)?.words
    else { return [] }
    let named = Set(words.map { $0.lowercased() })
    return population.rows.tables.filter { named.contains($0.name.name.name.lowercased()) }.flatMap {
      table -> [CallArguments] in
      guard let key = surface.catalog.relation(named: table.name)?.primaryKey, key.count == 1 else { return [] }
      let values = table.rows.prefix(6).compactMap { row in row[key[0]].flatMap { shaped($0, for: parameters[0].type) }
      }
      return pairs(values.count).prefix(Self.mostPairs).map { call(parameters, [values[$0], values[$1]]) }
    }
  }

  /// Ordered pairs of different indexes, the nearest first.
  private func pairs(_ count: Int) -> [(Int, Int)] {
    guard count > 1 else { return [] }
    return (1..<count).flatMap { distance in
      (0..<count - distance).flatMap { [($0, $0 + distance), ($0 + distance, $0)] }
    }
  }
}
