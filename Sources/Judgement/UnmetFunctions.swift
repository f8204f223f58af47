internal import Catalog
internal import JSONText
internal import OrderedCollections
internal import PostgREST
package import Probes
internal import SQLText

extension ProbeContext {
  /// Functions near the secrets whose bodies look for a row by their parameters, and of which no call named one that exists.
  package func unmetFunctions(in plan: Plan) -> [Unproven] {
    let calls = Dictionary(grouping: plan.entries.filter { $0.template.setup.isEmpty }) { entry -> String in
      if case .function(let signature)? = entry.template.items.first { signature } else { "" }
    }
    let rows = population.rows
    return secretColumns.routines.compactMap { routine in
      let lookups = lookups(of: routine)
      guard !lookups.isEmpty, let entries = calls[routine.signature] else { return nil }
      let passed = entries.map { $0.template.request.passedValues }
      if let large = lookups.first(where: { rows.count(of: $0.table) > limits.rows }) {
        return Unproven(
          surface.name(of: .function(routine.signature)),
          "it looks for one of \(rows.count(of: large.table)) rows of \(large.table), and \(limits.rows) were tried: raise `rows` in [limits]"
        )
      }
      let unmet = lookups.filter { lookup in !passed.contains { lookup.meets($0, in: rows) } }
      guard let lookup = unmet.first else { return nil }
      return Unproven(
        surface.name(of: .function(routine.signature)),
        "no call of it could have met a row: \(lookup) stand together in none that exists")
    }
  }

  /// For each table that a function looks into, the parameters that must name one of its rows together.
  private func lookups(of routine: Routine) -> [RowLookup] {
    let secret = Set(population.secrets.map { StoredColumn(relation: $0.relation, column: $0.column) })
    var open = (readings.uses[routine.oid]?.byName ?? [:]).filter { _, use in
      !use.columns.isEmpty && use.columns.isDisjoint(with: secret)
    }
    var lookups: [RowLookup] = []
    while !open.isEmpty {
      let tables = Set(open.values.flatMap(\.columns).map(\.relation)).sorted()
      let hosted = tables.map { table in (table, open.filter { $0.value.columns.contains { $0.relation == table } }) }
      // Of the tables that a name may mean it is the one that most parameters have in common.
      guard let most = hosted.max(by: { ($0.1.count, $1.0) < ($1.1.count, $0.0) }) else { break }
      let columns = most.1.mapValues { use in use.columns.filter { $0.relation == most.0 }.map(\.column).sorted() }
      let optional = Set(routine.parameters.filter { !$0.isRequired }.map(\.name))
      lookups.append(RowLookup(table: most.0, columns: columns, optional: optional))
      open = open.filter { most.1[$0.key] == nil }
    }
    return lookups
  }
}

/// The parameters that a function compares with columns of one table.
private struct RowLookup: CustomStringConvertible {
  var table: QualifiedName
  /// By parameter, the columns of which one is set equal to it.
  var columns: [String: [String]]
  /// Parameters that a call may leave to their defaults.
  var optional: Set<String>

  var description: String {
    let pairs = columns.sorted { $0.key < $1.key }.map { "\($0.value.joined(separator: " or ")) = \($0.key)" }
    return "\(pairs.joined(separator: ", ")) of \(table)"
  }

  /// Whether one row holds all that a call passes.
  func meets(_ passed: [String: Set<String>], in rows: RowSample) -> Bool {
    rows.rows(of: table).contains { row in
      columns.allSatisfy { parameter, names in
        guard let values = passed[parameter] else { return optional.contains(parameter) }
        return names.contains { name in row[name]?.argumentText.map(values.contains) ?? false }
      }
    }
  }
}

extension Request {
  /// What a call passes, by parameter, the elements of an array one by one.
  fileprivate var passedValues: [String: Set<String>] {
    var passed: [String: Set<String>] = [:]
    for argument in arguments {
      let elements = argument.value.filter { !"{}".contains($0) }.split(separator: ",").map(String.init)
      passed[argument.name, default: []].formUnion([argument.value] + elements)
    }
    for member in payload?.json?.members ?? [] {
      let texts = (member.value.elements ?? [member.value]).compactMap(\.argumentText)
      passed[member.key, default: []].formUnion(texts)
    }
    return passed
  }
}
