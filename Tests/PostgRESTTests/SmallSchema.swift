import Catalog
import PostgREST
import SQLText

/// Parents with children, a function, and nothing else.
enum SmallSchema {
  static let cache: SchemaCache = {
    let parent = QualifiedName("api", "parent")
    let child = QualifiedName("api", "child")
    let columns = [ColumnPair("parent_id", "id")]
    return SchemaCache(
      relations: [
        parent: relation(parent, ["id", "name"]),
        child: relation(child, ["id", "parent_id", "v", "body"]),
      ],
      relationships: [
        Relationship(
          source: child, target: parent, isSelf: false,
          cardinality: .manyToOne(constraint: "child_parent_fk", columns: columns)),
        Relationship(
          source: parent, target: child, isSelf: false,
          cardinality: .oneToMany(constraint: "child_parent_fk", columns: columns.map(\.swapped))),
      ],
      routines: [
        QualifiedName("api", "add"): [
          Routine(
            oid: 1, name: QualifiedName("api", "add"),
            parameters: [
              RoutineParameter(name: "a", type: "integer"),
              RoutineParameter(name: "b", type: "integer", isRequired: false),
            ], returns: ReturnType(isSet: false, shape: .scalar, type: QualifiedName("pg_catalog", "int4")),
            volatility: .volatile)
        ]
      ],
      mediaHandlers: [
        MediaHandler(scope: .any, mediaType: "*/*", action: .json, resolvedMediaType: "application/json"),
        MediaHandler(scope: .any, mediaType: "application/json", action: .json, resolvedMediaType: "application/json"),
        MediaHandler(scope: .any, mediaType: "text/csv", action: .csv, resolvedMediaType: "text/csv"),
        MediaHandler(
          scope: .any, mediaType: "text/x-count", action: .custom(QualifiedName("api", "count_agg")),
          resolvedMediaType: "text/x-count"),
      ])
  }()

  private static func relation(_ name: QualifiedName, _ columns: [String]) -> ExposedRelation {
    ExposedRelation(
      oid: 0, name: name, kind: .table,
      columns: columns.map { ExposedColumn(name: $0, type: $0.hasSuffix("id") ? "integer" : "text") },
      primaryKey: ["id"])
  }

  static func planner(_ version: APISettings.Version = .v14, _ change: (inout APISettings) -> Void = { _ in })
    -> Planner
  {
    var settings = APISettings()
    settings.schemas = ["api"]
    settings.anonRole = "anon"
    settings.version = version
    change(&settings)
    return Planner(cache: cache, settings: settings)
  }
}
