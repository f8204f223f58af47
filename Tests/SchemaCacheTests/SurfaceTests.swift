import JSONText
import PostgREST
import SQLText
import Testing

@Suite struct SurfaceTests {
  @Test func jsonHasTheMembersOfTheContract() async throws {
    let json = Surface(cache: try await ConformanceDatabase.cache(), settings: ConformanceDatabase.settings).json
    let relationships = try #require(json["relationships"]?.elements)
    #expect(relationships.count == 376)
    #expect(relationships.count { $0["spelling"] == .null } == 99)
    let junction = try #require(
      relationships.first { $0["source"] == "api.category" && $0["target"] == "api.project" })
    #expect(junction["cardinality"] == "M2M")
    #expect(junction["via"] == "api2.project_category(pc_category_fk, pc_project_fk)")
    #expect(junction["columns"] == [["id", "category_id"], ["id", "project_id"]])
    let function = json["functions"]?.elements?.first { $0["name"] == "api.projects_of" }
    #expect(function?["returns"] == "setof api.project")
    #expect(function?["arguments"]?[0]?["required"] == .bool(false))
  }

  @Test(arguments: [
    ("api.person", "person_label", "api.person_label"), ("api.project", "project_age", "extensions.project_age"),
    ("api.asset_vehicle", "asset_shout", "api.asset_shout"), ("api.org", "org_books", "api.org_books"),
    ("api.tag", "glue_all", "api.glue_all"), ("api.tag", "kind_of", "api.kind_of"),
    (nil, "json_agg", "pg_catalog.json_agg"), (nil, "to_jsonb", "pg_catalog.to_jsonb"),
    (nil, "count", "pg_catalog.count"),
  ])
  func computedFields(_ relation: String?, _ name: String, _ function: String) async throws {
    let json = Surface(cache: try await ConformanceDatabase.cache(), settings: ConformanceDatabase.settings).json
    let fields = try #require(json["computed_fields"]?.elements)
    #expect(
      fields.contains {
        $0["relation"] == JSONValue(relation) && $0["name"] == .string(name) && $0["function"] == .string(function)
      })
  }

  @Test(arguments: [(APISettings.Version.v12, true), (.v13, false), (.v14, false), (.v16, false)])
  func partitionsAndSequencesAreReachableBefore13(_ version: APISettings.Version, _ reachable: Bool) async throws {
    let cache = try await ConformanceDatabase.cache(version: version)
    #expect((cache.relations[QualifiedName("api", "event_aster")] != nil) == reachable)
    #expect((cache.relations[QualifiedName("api", "ticket_id_seq")] != nil) == reachable)
    #expect(cache.relations.values.count(where: \.isListed) == 67)
    #expect(cache.relationships.count == 376)
  }

  @Test func textAndTSVNameEveryRelationship() async throws {
    let surface = Surface(cache: try await ConformanceDatabase.cache(), settings: ConformanceDatabase.settings)
    #expect(surface.tsv.split(separator: "\n").count { $0.hasPrefix("relationship\t") } == 376)
    #expect(surface.text.contains("67 relations, 376 relationships (277 can be named)"))
  }
}
