import Catalog
import JSONText
import PostgREST
import SQLText

/// The schema cache that the recorded PostgREST dumped.
enum RecordedSchemaCache {
  static func load() throws -> SchemaCache {
    let dump = try JSONValue(parsing: Recording.text("schema_cache.json.gz"))
    func pairs(_ key: String) -> [[JSONValue]] { (dump[key]?.elements ?? []).compactMap(\.elements) }
    let orders = columnOrders(in: try Recording.vectors)
    return SchemaCache(
      relations: Dictionary(
        uniqueKeysWithValues: pairs("dbTables").map {
          (name($0[0]), relation($0[1], inOrder: orders[name($0[0])] ?? []))
        }),
      relationships: pairs("dbRelationships").flatMap { $0[1].elements ?? [] }.map(relationship),
      routines: Dictionary(
        uniqueKeysWithValues: pairs("dbRoutines").map { (name($0[0]), ($0[1].elements ?? []).map(routine)) }),
      representations: pairs("dbRepresentations").map { representation($0[1]) },
      mediaHandlers: pairs("dbMediaHandlers").map { handler($0) })
  }

  private static func name(_ json: JSONValue) -> QualifiedName {
    QualifiedName(json["qiSchema"]?.string ?? "", json["qiName"]?.string ?? "")
  }

  private static func isTrue(_ json: JSONValue?) -> Bool { json == .bool(true) }

  /// The dump has columns by name; the recorded descriptions of the API have them as they stand in their relations.
  private static func columnOrders(in vectors: [Vector]) -> [QualifiedName: [String]] {
    vectors.reduce(into: [:]) { orders, vector in
      let schema = vector.response["headers"]?["content-profile"]?.string ?? ""
      for definition in vector.response["body"]?["definitions"]?.members ?? [] {
        orders[QualifiedName(schema, definition.key)] = (definition.value["properties"]?.members ?? []).map(\.key)
      }
    }
  }

  private static func relation(_ json: JSONValue, inOrder order: [String]) -> ExposedRelation {
    let columns = (json["tableColumns"]?.members ?? []).map { column($0.value) }
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    return ExposedRelation(
      oid: 0, name: QualifiedName(json["tableSchema"]?.string ?? "", json["tableName"]?.string ?? ""),
      kind: isTrue(json["tableIsView"]) ? .view : .table, comment: json["tableDescription"]?.string,
      columns: columns.sorted { places[$0.name] ?? order.count < places[$1.name] ?? order.count },
      primaryKey: (json["tablePKCols"]?.elements ?? []).compactMap(\.string),
      isInsertable: isTrue(json["tableInsertable"]), isUpdatable: isTrue(json["tableUpdatable"]),
      isDeletable: isTrue(json["tableDeletable"]))
  }

  private static func column(_ json: JSONValue) -> ExposedColumn {
    ExposedColumn(
      name: json["colName"]?.string ?? "", isNullable: isTrue(json["colNullable"]), type: json["colType"]?.string ?? "",
      nominalType: json["colNominalType"]?.string, defaultExpression: json["colDefault"]?.string)
  }

  private static func relationship(_ json: JSONValue) -> Relationship {
    Relationship(
      source: name(json["relTable"] ?? .null), target: name(json["relForeignTable"] ?? .null),
      isSelf: isTrue(json["relIsSelf"]), cardinality: cardinality(json), sourceIsView: isTrue(json["relTableIsView"]),
      targetIsView: isTrue(json["relFTableIsView"]))
  }

  private static func cardinality(_ json: JSONValue) -> Cardinality {
    guard let inner = json["relCardinality"] else {
      return .computed(function: name(json["relFunction"] ?? .null), toOne: isTrue(json["relToOne"]))
    }
    let constraint = inner["relCons"]?.string ?? ""
    let columns = columnPairs(inner["relColumns"])
    switch inner["tag"]?.string {
    case "M2O": return .manyToOne(constraint: constraint, columns: columns)
    case "O2M": return .oneToMany(constraint: constraint, columns: columns)
    case "O2O": return .oneToOne(constraint: constraint, columns: columns, isParent: isTrue(inner["isParent"]))
    default:
      let junction = inner["contents"] ?? .null
      return .manyToMany(
        Junction(
          relation: name(junction["junTable"] ?? .null), sourceConstraint: junction["junConstraint1"]?.string ?? "",
          targetConstraint: junction["junConstraint2"]?.string ?? "",
          sourceColumns: columnPairs(junction["junColsSource"]), targetColumns: columnPairs(junction["junColsTarget"])))
    }
  }

  private static func columnPairs(_ json: JSONValue?) -> [ColumnPair] {
    (json?.elements ?? []).map { ColumnPair($0[0]?.string ?? "", $0[1]?.string ?? "") }
  }

  private static func routine(_ json: JSONValue) -> Routine {
    let returns = json["pdReturnType"] ?? .null
    let type = returns["contents"] ?? .null
    let isComposite = type["tag"]?.string == "Composite"
    let contents = type["contents"] ?? .null
    return Routine(
      oid: 0, name: QualifiedName(json["pdSchema"]?.string ?? "", json["pdName"]?.string ?? ""),
      parameters: (json["pdParams"]?.elements ?? []).map(parameter),
      returns: ReturnType(
        isSet: returns["tag"]?.string == "SetOf",
        shape: isComposite ? .composite(isAlias: isTrue(contents[1])) : .scalar,
        type: name(isComposite ? contents[0] ?? .null : contents)),
      volatility: volatility(json["pdVolatility"]?.string), isVariadic: isTrue(json["pdHasVariadic"]),
      hoistedSettings: (json["pdFuncSettings"]?.elements ?? []).map { .init($0[0]?.string ?? "", $0[1]?.string ?? "") })
  }

  private static func volatility(_ name: String?) -> Function.Volatility {
    switch name {
    case "Immutable": .immutable
    case "Stable": .stable
    default: .volatile
    }
  }

  private static func parameter(_ json: JSONValue) -> RoutineParameter {
    RoutineParameter(
      name: json["ppName"]?.string ?? "", type: json["ppType"]?.string ?? "",
      unboundedType: json["ppTypeMaxLength"]?.string, isRequired: isTrue(json["ppReq"]),
      isVariadic: isTrue(json["ppVar"]))
  }

  private static func representation(_ json: JSONValue) -> DomainRepresentation {
    let function = (json["drFunction"]?.string ?? "").split(separator: ".").map(String.init)
    return DomainRepresentation(
      source: json["drSourceType"]?.string ?? "", target: json["drTargetType"]?.string ?? "",
      function: QualifiedName(function.first ?? "", function.last ?? ""))
  }

  private static func handler(_ pair: [JSONValue]) -> MediaHandler {
    let key = pair[0].elements ?? []
    let value = pair[1].elements ?? []
    let scope: MediaHandler.Scope = key[0]["tag"]?.string == "RelId" ? .only(name(key[0]["contents"] ?? .null)) : .any
    return MediaHandler(
      scope: scope, mediaType: mediaType(key[1]), action: action(value[0]), resolvedMediaType: mediaType(value[1]))
  }

  private static func action(_ json: JSONValue) -> MediaHandler.Action {
    switch json["tag"]?.string {
    case "BuiltinOvAggJson": .json
    case "BuiltinOvAggCsv": .csv
    case "BuiltinOvAggGeoJson": .geoJSON
    default: .custom(name(json["contents"]?[0] ?? .null))
    }
  }

  private static func mediaType(_ json: JSONValue) -> String {
    switch json["tag"]?.string {
    case "MTApplicationJSON": "application/json"
    case "MTGeoJSON": "application/geo+json"
    case "MTTextCSV": "text/csv"
    case "MTAny": "*/*"
    default: json["contents"]?.string ?? ""
    }
  }
}
