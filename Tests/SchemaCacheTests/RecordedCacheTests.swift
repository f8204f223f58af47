import Catalog
import JSONText
import PostgREST
import SQLText
import Testing

/// Everything else that a recorded server printed for `--dump-schema`, member by member.
@Suite struct RecordedCacheTests {
  @Test func relations() async throws {
    let cache = try await ConformanceDatabase.cache()
    let recorded = try Self.entries("dbTables")
    #expect(cache.relations.count == recorded.count)
    for entry in recorded {
      let name = try Self.name(entry[0])
      let relation = try #require(cache.relations[name], "\(name)")
      #expect(Self.json(relation) == Self.sorted(entry[1]), "\(name)")
    }
  }

  @Test func routines() async throws {
    let cache = try await ConformanceDatabase.cache()
    let recorded = try Self.entries("dbRoutines")
    #expect(cache.routines.count == recorded.count)
    for entry in recorded {
      let name = try Self.name(entry[0])
      let overloads = try #require(cache.routines[name], "\(name)")
      #expect(.array(overloads.map(Self.json)) == Self.sorted(entry[1]), "\(name)")
    }
  }

  @Test func orderOfRelationshipsInALookup() async throws {
    let cache = try await ConformanceDatabase.cache()
    for entry in try Self.entries("dbRelationships") {
      let key = entry[0]
      let source = try Self.name(key?[0])
      let schema = Identifier(try #require(key?[1]?.string))
      let recorded = try (entry[1]?.elements ?? []).map { try Self.name($0["relForeignTable"]) }
      // The recorded map keeps keys of relationships that were dropped at last.
      #expect(cache.relationships(of: source, in: schema).map(\.target) == recorded, "\(source) \(schema)")
    }
  }

  @Test func representations() async throws {
    let cache = try await ConformanceDatabase.cache()
    let recorded = try Self.entries("dbRepresentations").map { entry -> String in
      let cast = entry[1]
      return ["drSourceType", "drTargetType", "drFunction"].map { cast?[$0]?.string ?? "" }.joined(separator: " ")
    }
    let ours = cache.representations.map { "\($0.source) \($0.target) \($0.function)" }
    #expect(ours.sorted() == recorded.sorted())
  }

  @Test func mediaHandlers() async throws {
    let cache = try await ConformanceDatabase.cache()
    let ours = Set(
      cache.mediaHandlers.map { handler in
        let key = "\(handler.scope) \(handler.mediaType)"
        guard case .custom(let function) = handler.action else { return key }
        return "\(key) \(function.schema.name) \(function.name.name)"
      })
    #expect(
      ours == [
        "any */*", "any application/json", "any text/csv", "any application/geo+json",
        "only(api.tag) application/x-roster api roster_agg",
        "only(api.roster) application/x-roster api application/x-roster",
        "only(api.roster_step) application/x-roster api application/x-roster",
        "only(api.count_step) text/x-count api text/x-count", "any text/x-count api count_agg",
      ])
    #expect(try Self.entries("dbMediaHandlers").count == ours.count)
  }

  private static func entries(_ member: String) throws -> [JSONValue] {
    try #require(try ConformanceDatabase.recordedCache()[member]?.elements)
  }

  private static func name(_ value: JSONValue?) throws -> QualifiedName {
    QualifiedName(try #require(value?["qiSchema"]?.string), try #require(value?["qiName"]?.string))
  }

  private static func json(_ name: QualifiedName) -> JSONValue {
    ["qiName": .string(name.name.name), "qiSchema": .string(name.schema.name)]
  }

  private static func json(_ relation: ExposedRelation) -> JSONValue {
    let columns = relation.columns.map { JSONValue.Member($0.name, json($0)) }
    return sorted([
      "tableColumns": .object(columns), "tableDeletable": .bool(relation.isDeletable),
      "tableDescription": JSONValue(relation.comment), "tableInsertable": .bool(relation.isInsertable),
      "tableIsView": .bool(relation.isView), "tableName": .string(relation.name.name.name),
      "tablePKCols": .array(relation.primaryKey.map { .string($0) }),
      "tableSchema": .string(relation.name.schema.name), "tableUpdatable": .bool(relation.isUpdatable),
    ])
  }

  private static func json(_ column: ExposedColumn) -> JSONValue {
    [
      "colDefault": JSONValue(column.defaultExpression), "colDescription": JSONValue(column.comment),
      "colEnum": .array(column.enumLabels.map { .string($0) }),
      "colMaxLen": column.maximumLength.map { JSONValue($0) } ?? .null, "colName": .string(column.name),
      "colNominalType": .string(column.nominalType), "colNullable": .bool(column.isNullable),
      "colType": .string(column.type),
    ]
  }

  private static func json(_ routine: Routine) -> JSONValue {
    let type = json(routine.returns.type)
    let shape: JSONValue =
      switch routine.returns.shape {
      case .scalar: ["contents": type, "tag": "Scalar"]
      case .composite(let isAlias): ["contents": [type, .bool(isAlias)], "tag": "Composite"]
      }
    return sorted([
      "pdDescription": JSONValue(routine.comment),
      "pdFuncSettings": .array(routine.hoistedSettings.map { [.string($0.name), .string($0.value)] }),
      "pdHasVariadic": .bool(routine.isVariadic), "pdName": .string(routine.name.name.name),
      "pdParams": .array(
        routine.parameters.map {
          [
            "ppName": .string($0.name), "ppReq": .bool($0.isRequired), "ppType": .string($0.type),
            "ppTypeMaxLength": .string($0.unboundedType), "ppVar": .bool($0.isVariadic),
          ]
        }), "pdReturnType": ["contents": shape, "tag": routine.returns.isSet ? "SetOf" : "Single"],
      "pdSchema": .string(routine.name.schema.name), "pdVolatility": .string(routine.volatility.name.capitalized),
    ])
  }

  /// The value with the keys of every object in order, so that two spellings of one value are equal.
  private static func sorted(_ value: JSONValue?) -> JSONValue {
    switch value {
    case .object(let members)?:
      .object(members.map { .init($0.key, sorted($0.value)) }.sorted { $0.key < $1.key })
    case .array(let values)?: .array(values.map { sorted($0) })
    case let other?: other
    case nil: .null
    }
  }
}

extension String {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
