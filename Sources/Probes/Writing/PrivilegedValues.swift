internal import Catalog
internal import JSONText
internal import PostgREST

/// Values worth having in the columns that policies and functions name: labels they compare with, flags, moments, ranks.
struct PrivilegedValues: Sendable {
  private let context: ProbeContext
  private let rows: NewRows
  private let literals: ComparedLiterals
  /// Most values of one column.
  private static let most = 6

  init(_ context: ProbeContext, _ rows: NewRows) {
    self.context = context
    self.rows = rows
    literals = context.readings.literals
  }

  /// The columns of a relation that hold labels, each with its values, the likeliest first.
  ///
  /// - Parameter targets: relations that a trigger copies the row to, whose labels then count as the row's own.
  func labels(of relation: ExposedRelation, copiedTo targets: [Relation]) -> [(column: String, values: [JSONValue])] {
    let identities = rows.identityColumns(of: relation)
    let keys = Set(rows.references(of: relation).keys).union(relation.primaryKey.count == 1 ? relation.primaryKey : [])
    return relation.columns.compactMap { column in
      let isNamed = literals.names(column.name)
      guard isNamed || !targets.isEmpty, !keys.contains(column.name), !identities.contains(column.name),
        context.surface.isWritable(column, of: relation)
      else { return nil }
      let stored = context.population.storedRows(of: relation).compactMap { $0[column.name] }
      var values = Array(values(of: column, stored: stored, copiedTo: targets).prefix(Self.most))
      if isNamed, column.isNullable, literals.asksForNull(column.name) { values.append(.null) }
      return values.isEmpty ? nil : (column.name, values)
    }
  }

  private func values(of column: ExposedColumn, stored: [JSONValue], copiedTo targets: [Relation]) -> [JSONValue] {
    switch column.type {
    case "boolean": return [true, false]
    case "jsonb", "json": return documents(about: column.name)
    case let type where type.hasSuffix("[]"): return lists(of: column, stored)
    case let type where type.hasPrefix("timestamp") || type == "date": return ["2099-01-01"]
    case let type where ValueTypes.isNumber(type): return ranks(of: column.name, stored)
    case "text", "public.citext", "extensions.citext": return words(of: column, stored, targets)
    case let type where type.hasPrefix("character") || !column.enumLabels.isEmpty:
      return words(of: column, stored, targets)
    default: return []
    }
  }

  /// Labels that texts compare the column with; those of the relations that a trigger fills where no text names its own.
  private func words(of column: ExposedColumn, _ stored: [JSONValue], _ targets: [Relation]) -> [JSONValue] {
    let allowed = column.enumLabels + literals.checked(column.name)
    let known = Set(stored.compactMap(\.string) + allowed)
    func labels(_ literals: [String]) -> [String] {
      literals.filter { allowed.isEmpty ? known.contains($0) || Self.isLabel($0) : known.contains($0) }
    }
    let own = labels(literals.literals(about: column.name))
    let others = targets.flatMap(\.columns).filter { $0.typeName == "text" || $0.typeName.hasPrefix("character") }
    let found = own.isEmpty ? labels(others.flatMap { literals.literals(about: $0.name) } + literals.ofPolicies) : own
    var seen: Set<String> = []
    let likeliest =
      found.prefix(2)
      + (found.dropFirst(2) + allowed).sorted { (LeadingRole.rank($0), $0) < (LeadingRole.rank($1), $1) }
    let labels = likeliest.filter { seen.insert($0).inserted }.map { JSONValue.string($0) }
    return joined(column).prefix(2) + (literals.isPattern(column.name) ? ["%", ".*"] : []) + labels
  }

  /// What a function's parameter that names a label is given: the labels of its type, or those that texts say of its column.
  func labels(for parameter: RoutineParameter, of pool: ArgumentPool) -> [JSONValue] {
    let labels = pool.types.labels(of: parameter.type)
    let bare = NameAffinity(parameter.name).bare
    let spoken =
      pool.types.isText(parameter.type)
        && ["role", "kind", "level", "plan", "tier", "status"].contains(where: bare.hasSuffix)
      ? literals.literals(about: bare).filter(Self.isLabel) : []
    return (labels + spoken).sorted { (LeadingRole.rank($0), $0) < (LeadingRole.rank($1), $1) }.map { .string($0) }
  }

  private func lists(of column: ExposedColumn, _ stored: [JSONValue]) -> [JSONValue] {
    let known = stored.flatMap { $0.elements ?? [] }.compactMap(\.argumentText)
    let spoken = column.type == "text[]" ? literals.literals(about: column.name).filter(Self.isLabel).prefix(6) : []
    let all = Set(known + spoken)
    return all.isEmpty ? [] : [.array(all.sorted().map { .string($0) })]
  }

  /// Documents that hold each spoken label as a flag, in a list, and as what the path behind the column leads to.
  private func documents(about column: String) -> [JSONValue] {
    let labels = literals.literals(about: column).filter(Self.isLabel).prefix(6)
    guard !labels.isEmpty else { return [] }
    return [.object(labels.map { .init($0, true) }), .array(labels.map { .string($0) })]
  }

  /// What texts compare it with, the highest stored, all bits of a mask, and the lowest.
  private func ranks(of column: String, _ stored: [JSONValue]) -> [JSONValue] {
    let highest = stored.compactMap { $0.argumentText.flatMap(Int.init) }.max()
    var seen: Set<Int> = []
    return (literals.numbers(about: column).prefix(2) + [highest ?? 1, 100, 32_767, 0])
      .filter { seen.insert($0).inserted }.map { .number(String($0)) }
  }

  /// Values that stand in the columns which texts set equal to this one, of each tenant the first; nothing that nobody could
  /// know.
  private func joined(_ column: ExposedColumn) -> [JSONValue] {
    let partners = literals.partners(of: column.name)
    guard !partners.isEmpty else { return [] }
    let secret = Set(context.population.secrets.map(\.column))
    return context.population.rows.tables.flatMap { table -> [JSONValue] in
      var seen: Set<String?> = []
      return table.rows.compactMap { row in
        let held = (row.members ?? []).first { partners.contains($0.key.lowercased()) && !secret.contains($0.key) }
        guard let text = held?.value.string, text.contains("@") || !CanaryShape(of: text).canBeCanary,
          seen.insert(rows.tenantOf.label(of: row, in: table.name)).inserted
        else { return nil }
        return .string(text)
      }
    }
  }

  static func isLabel(_ text: String) -> Bool {
    (2...24).contains(text.count) && text.allSatisfy { $0.isASCII && ($0.isLetter || "_-".contains($0)) }
      && !["sub", "role", "anon", "authenticated", "service_role", "app_metadata", "user_metadata"].contains(text)
  }

}
