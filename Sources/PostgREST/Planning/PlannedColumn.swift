internal import SQLText

/// A field with what the schema cache says about it.
struct PlannedColumn: Hashable, Sendable {
  var name: String
  var path: [JSONStep] = []
  /// Whether the value must be made jsonb before a path can enter it.
  var needsJSON = false
  /// Set by a full-text operator on anything but a tsvector.
  var textSearch: TextSearch?
  /// The type as declared; empty where the schema cache knows no such column.
  var type = ""
  /// A function of a domain representation to pass the value through.
  var representation: String?
  var defaultExpression: String?
  /// Stands for the whole row, as in `count()` of a spread.
  var isWholeRow = false

  struct TextSearch: Hashable, Sendable {
    var language: String?
  }
}

/// A column of the select list.
struct PlannedField: Hashable, Sendable {
  var column: PlannedColumn
  var alias: String?
  var cast: String?
  var aggregate: AggregateFunction?
  var aggregateCast: String?
}

indirect enum PlannedLogic: Hashable, Sendable {
  case group(LogicOperator, negated: Bool, [PlannedLogic])
  case condition(PlannedColumn, Condition)
  /// Whether an embed found rows, by the alias of its lateral query.
  case embed(alias: String, exists: Bool)
}

struct PlannedOrder: Hashable, Sendable {
  /// The alias of the to-one embed that holds the column.
  var relation: String?
  var column: PlannedColumn
  var direction: OrderTerm.Direction?
  var nulls: OrderTerm.Nulls?
}

/// Looks fields up in the schema cache and picks their domain representations.
struct ColumnResolver {
  let cache: SchemaCache
  var version = APISettings.Version.v14

  /// What is known of a field of a relation; an unknown one is left for Postgres to make sense of.
  func column(_ field: Field, of table: TableReference, search: PlannedColumn.TextSearch? = nil) -> PlannedColumn {
    var column = PlannedColumn(name: field.name, path: field.path, needsJSON: true)
    guard let known = table.qualified.flatMap({ cache.relations[$0] })?.column(field.name) else { return column }
    column.type = known.nominalType
    column.defaultExpression = known.defaultExpression
    column.textSearch = known.type == "tsvector" ? nil : search
    column.needsJSON = known.nominalType != "json" && known.nominalType != "jsonb"
    return column
  }

  /// A field as it is shown: passed through the domain's cast to json where there is one.
  func shown(_ field: Field, of table: TableReference) -> PlannedColumn {
    let column = column(field, of: table)
    return represented(column, from: column.type, to: "json")
  }

  func shown(_ known: ExposedColumn) -> PlannedColumn {
    let column = PlannedColumn(
      name: known.name, type: known.nominalType, defaultExpression: known.defaultExpression)
    return represented(column, from: column.type, to: "json")
  }

  /// A field as it is compared: the value passes through the domain's cast from text.
  func compared(_ field: Field, with condition: Condition, of table: TableReference) -> PlannedColumn {
    var search: PlannedColumn.TextSearch?
    if case .fullText(_, _, let language) = condition.operation, version >= .v13 { search = .init(language: language) }
    let column = column(field, of: table, search: search)
    return represented(column, from: "text", to: column.type)
  }

  /// A field as it is written: the value passes through the domain's cast from json.
  func written(_ known: ExposedColumn) -> PlannedColumn {
    let column = PlannedColumn(
      name: known.name, type: known.nominalType, defaultExpression: known.defaultExpression)
    return represented(column, from: "json", to: column.type)
  }

  func logic(_ tree: LogicTree, of table: TableReference) -> PlannedLogic {
    switch tree {
    case .condition(let field, let condition):
      .condition(compared(field, with: condition, of: table), condition)
    case .group(let logic, let negated, let trees):
      .group(logic, negated: negated, trees.map { self.logic($0, of: table) })
    }
  }

  /// A cast also changes the type the value has on the way.
  private func represented(_ column: PlannedColumn, from source: String, to target: String) -> PlannedColumn {
    guard !cache.representations.isEmpty,
      let representation = cache.representation(from: source, to: target)
    else { return column }
    var changed = column
    changed.representation = representation.function.description
    changed.type = source
    return changed
  }
}
