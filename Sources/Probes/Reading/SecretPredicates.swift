internal import Catalog
internal import JSONText
internal import PostgREST

/// A condition on a secret that tells something of its value by whether rows meet it.
struct SecretPredicate: Hashable, Sendable {
  var field: Field
  var condition: Condition
}

extension ProbeContext {
  /// Questions about a column that may hold secrets: equality, a range and a prefix, around values of the first world.
  ///
  /// Inside JSON, composites and arrays the question is put to the very place where the canary stands.
  ///
  /// - Parameter canaries: how many values are asked about.
  func secretPredicates(
    about column: ExposedColumn, of relation: ExposedRelation, canaries most: Int = 2
  ) -> [SecretPredicate] {
    var seen: Set<String> = []
    return population.canaries(in: column.name, of: relation.name).filter { seen.insert($0.first).inserted }.prefix(
      most
    ).flatMap { canary in
      let field = Field(column.name, path: Self.steps(to: population.place(of: canary)))
      // A member's name is in the path: the question is whether the member is there.
      if canary.isName { return [SecretPredicate(field: field, condition: .isNull)] }
      let value = column.type == "bytea" ? Self.bytes(canary.first) : canary.first
      let isText = !field.path.isEmpty || category(of: column, in: relation) == "S"
      let prefix = String(canary.first.dropLast(max(3, canary.first.count / 4)))
      return [Condition.eq(value), .gte(value)].map { SecretPredicate(field: field, condition: $0) }
        + (isText ? [SecretPredicate(field: field, condition: .like(prefix + "*"))] : [])
    }
  }

  /// The letter of the category of a column's type, of the type below a domain: N numbers, S strings and so on.
  func category(of column: ExposedColumn, in relation: ExposedRelation) -> Character? {
    let known = surface.catalog.relation(relation.oid)?.column(column.name)
    return known.flatMap { surface.catalog.type($0.baseType) }?.category
  }

  /// The field in which the first canary of a column stands.
  func place(in column: ExposedColumn, of relation: ExposedRelation) -> Field {
    let canaries = population.canaries(in: column.name, of: relation.name)
    return Field(
      column.name, path: Self.steps(to: (canaries.first { !$0.isName } ?? canaries.first).map(population.place) ?? []))
  }

  private static func steps(to place: [String]) -> [JSONStep] {
    place.enumerated().map { index, step in
      let isLast = index == place.count - 1
      return Int(step).map { .index($0, asText: isLast) } ?? .key(step, asText: isLast)
    }
  }

  private static func bytes(_ text: String) -> String {
    let isHexadecimal = text.count % 2 == 0 && text.allSatisfy(\.isHexDigit)
    return "\\x" + (isHexadecimal ? text : text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }

  /// A column to select that is not the one asked about.
  func visible(in relation: ExposedRelation, beside column: ExposedColumn) -> [SelectItem] {
    let other =
      relation.primaryKey.first { $0 != column.name } ?? relation.columns.first { $0.name != column.name }?.name
    return [.column(Field(other ?? column.name))]
  }
}
