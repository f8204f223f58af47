import PostgREST
import SQLText
import Testing

@Suite struct EmbedPathsTests {
  private static func relationship(_ source: String, _ target: String, _ cardinality: Cardinality) -> Relationship {
    Relationship(
      source: QualifiedName("api", source), target: QualifiedName("api", target), isSelf: source == target,
      cardinality: cardinality)
  }

  private static func computed(_ source: String, _ target: String, _ name: String) -> Relationship {
    relationship(source, target, .computed(function: QualifiedName("api", name), toOne: false))
  }

  private static func key(_ source: String, _ target: String) -> Relationship {
    relationship(source, target, .manyToOne(constraint: "\(source)_fk", columns: [ColumnPair("x", "id")]))
  }

  private static func paths(_ relationships: [Relationship], depth: Int = 3) -> Set<String> {
    let cache = SchemaCache(relations: [:], relationships: relationships, routines: [:])
    return Set(
      cache.embedPaths(depth: depth).map { path in
        "\(path[0].relationship.source.name)/" + path.map(\.spelling.description).joined(separator: "/")
      })
  }

  @Test func keysAreFollowedOnce() {
    #expect(Self.paths([Self.key("a", "b"), Self.key("b", "c")]) == ["a/b", "b/c"])
  }

  @Test func functionsAreFollowedIntoFunctions() {
    let relationships = [Self.computed("a", "b", "bs"), Self.computed("b", "c", "cs"), Self.key("b", "d")]
    #expect(Self.paths(relationships) == ["a/bs", "b/cs", "b/d", "a/bs/cs"])
    #expect(Self.paths(relationships, depth: 1) == ["a/bs", "b/cs", "b/d"])
  }

  @Test func loopsEnd() {
    #expect(Self.paths([Self.computed("a", "a", "more")], depth: 9) == ["a/more"])
    #expect(
      Self.paths([Self.computed("a", "b", "bs"), Self.computed("b", "a", "back")], depth: 9)
        == ["a/bs", "b/back", "a/bs/back", "b/back/bs"])
  }

  @Test func everyAddressableRelationshipOfTheRecordedServerIsAskedOnce() async throws {
    let cache = try await ConformanceDatabase.cache()
    let paths = cache.embedPaths()
    #expect(paths.count { $0.count == 1 } == 277)
    #expect(Set(paths).count == paths.count)
    let steps = paths.filter { $0.count > 1 }.map { $0.map(\.spelling.description) }
    #expect(steps == [["newest", "memos"]])
  }

  @Test func aDefinerFunctionAndAViewReadAsOwner() async throws {
    let cache = try await ConformanceDatabase.cache()
    func reads(_ source: String, _ target: String) -> Bool? {
      cache.relationships.first { $0.source.name.name == source && $0.target.name.name == target }?.readsAsOwner
    }
    #expect(reads("status_board", "vault") == true)
    #expect(reads("person", "v_project_person") == true)
    #expect(reads("article", "v_person") == false)
    #expect(reads("person", "org") == false)
  }
}
