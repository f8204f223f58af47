internal import JSONText
internal import SQLText

/// A comment as the document shows it: its first line as the summary, the rest as the description.
struct OpenAPIText {
  var first: String?
  var rest: String?

  init(_ comment: String?) {
    guard let comment else { return }
    let line = comment.prefix { $0 != "\n" }
    first = String(line)
    rest = String(comment[line.endIndex...].drop { $0 == "\n" })
  }

  var members: [(String, JSONValue)] {
    [("summary", JSONValue(first)), ("description", JSONValue(rest == "" ? nil : rest))]
  }

  /// An object without what is empty, as the document's writer leaves it out.
  static func object(_ pairs: [(String, JSONValue)]) -> JSONValue {
    .object(pairs.filter { ![.null, .array([]), .object([])].contains($0.1) }.map { .init($0.0, $0.1) })
  }
}

/// What a column's description says beside its comment.
struct OpenAPINotes {
  private let relation: ExposedRelation
  private let column: ExposedColumn
  private let cache: SchemaCache

  init(_ relation: ExposedRelation, _ column: ExposedColumn, _ cache: SchemaCache) {
    self.relation = relation
    self.column = column
    self.cache = cache
  }

  var text: String? {
    let notes = [relation.primaryKey.contains(column.name) ? "This is a Primary Key.<pk/>" : nil, foreignKey]
      .compactMap(\.self)
    guard !notes.isEmpty else { return column.comment }
    return (column.comment.map { $0 + "\n\n" } ?? "") + (["Note:"] + notes).joined(separator: "\n")
  }

  /// The first key of this one column, those to tables before those to views.
  private var foreignKey: String? {
    let candidates = cache.relationships(of: relation.name, in: relation.name.schema).filter { relationship in
      switch relationship.cardinality {
      case .manyToOne(_, let columns), .oneToOne(_, let columns, isParent: false):
        columns.map(\.source) == [column.name]
      default: false
      }
    }
    guard let found = candidates.first(where: { !$0.targetIsView }) ?? candidates.first,
      let target = found.columns.first?.target
    else { return nil }
    let table = found.target.name.name
    return "This is a Foreign Key to `\(table).\(target)`.<fk table='\(table)' column='\(target)'/>"
  }
}
