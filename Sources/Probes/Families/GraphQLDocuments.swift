internal import Catalog
internal import JSONText
internal import PostgREST
internal import SQLText

/// What one can ask pg_graphql about a table, as text.
///
/// Names are in camel case, as with `inflect_names`, or left as they are.
struct GraphQLDocuments: Sendable {
  let table: Relation
  let context: ProbeContext

  /// Descriptions are comments.
  static let introspection = [
    "{ __schema { types { name description fields { name description } enumValues { name description } } } }"
  ]

  /// All fields at once, then the secret ones alone: a resolver refuses a query whole.
  var queries: [String] {
    [camel, { $0 }].flatMap { (fold: (String) -> String) -> [String] in
      selections.map { fields in
        "{ \(fold(table.name.name.name))Collection { edges { node { \(fields.map(fold).joined(separator: " ")) } } } }"
      }
    }
  }

  /// Writes that return the rows they touched, of a table through which a secret can be reached.
  var mutations: [String] {
    guard
      !context.readings.reach.relations(fromRelation: table.oid).isDisjoint(with: context.population.secretRelations)
    else { return [] }
    let foldings: [((String) -> String, (String) -> String)] = [(pascal, camel), ({ $0 }, { $0 })]
    return foldings.flatMap { (type, field) -> [String] in
      let collection = type(table.name.name.name) + "Collection"
      return selections.flatMap { fields -> [String] in
        let records = "records { \(fields.map(field).joined(separator: " ")) }"
        let updates = changes.map { column, value in
          "update\(collection)(set: { \(field(column)): \(value) }, atMost: 1000) { \(records) }"
        }
        return (updates + ["deleteFrom\(collection)(atMost: 1000) { \(records) }"]).map { "mutation { \($0) }" }
      }
    }
  }

  private var selections: [[String]] {
    let secret = context.population.secrets.filter { $0.relation == table.name }.map(\.column)
    return [table.columns.map(\.name)] + secret.map { [$0] }
  }

  /// Texts of a row that exists, which any row of the table may take.
  private var changes: [(column: String, value: String)] {
    let keys = Set(
      context.surface.catalog.constraints.filter { $0.relation == table.oid && $0.kind != .check }.flatMap(\.columns))
    let free = table.columns.filter { !keys.contains($0.number) && $0.generation == .none }
    let row = context.population.rows.rows(of: table.name).first
    let texts = free.compactMap { column -> (column: String, value: String)? in
      row?[column.name]?.string.map { (column.name, JSONValue.string($0).compact) }
    }
    return Array(texts.prefix(Self.mostChanges))
  }

  private static let mostChanges = 4

  private func camel(_ name: String) -> String {
    let words = name.split(separator: "_")
    return words.prefix(1).joined() + words.dropFirst().map(Self.capitalized).joined()
  }

  private func pascal(_ name: String) -> String { name.split(separator: "_").map(Self.capitalized).joined() }

  private static func capitalized(_ word: Substring) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}
