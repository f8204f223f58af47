import Probes
import Testing

/// What functions do with a parameter, themselves or in those that they hand it to.
@Suite struct ParameterUsesTests {
  private static func world(_ body: String) -> SmallWorld {
    var world = SmallWorld()
    world.catalog.table("public.firms", ["id uuid", "slug"])
    world.catalog.table("private.keys", ["id uuid", "slug", "token"])
    world.catalog.function(
      "private.opens", ["name text"], "select 1 from private.keys k where k.slug = name and name <> 'x'")
    world.catalog.function("private.twice", ["name text"], "select private.opens(name)")
    world.catalog.function("private.second", ["a text", "b text"], "select 1 from public.firms where firms.slug = b")
    world.catalog.function("public.ask", ["which text"], body)
    return world
  }

  @Test(arguments: [
    ("select token from private.keys where slug = which", ["private.keys.slug"]),
    // The qualifier says which of two relations is meant; without one both may be.
    ("select 1 from public.firms f, private.keys k where f.slug = which", ["public.firms.slug"]),
    ("select 1 from public.firms f, private.keys k where slug = which", ["private.keys.slug", "public.firms.slug"]),
    // Handed on, twice, and to another place.
    ("select private.opens(which)", ["private.keys.slug"]), ("select private.twice(which)", ["private.keys.slug"]),
    ("select private.second('a', which)", ["public.firms.slug"]), ("select private.second(which, 'a')", []),
    // What is made of it is another value; what is not read has no column.
    ("select private.opens(which || 'a')", []), ("select 1 where which = 'a'", []), ("select which", []),
  ])
  func columnsAreThoseSetEqualToIt(_ body: String, _ expected: [String]) throws {
    let use = try #require(Self.world(body).use(of: "which", in: "public.ask"))
    #expect(use.columns.sorted().map { "\($0.relation).\($0.column)" } == expected)
  }

  @Test(arguments: [
    ("select 1 where which = 'a'", ["a"]), ("select private.opens(which) where which = 'a'", ["a", "x"]),
    ("select private.twice(which)", ["x"]), ("select private.opens(other)", []),
  ])
  func literalsAreThoseBesideIt(_ body: String, _ expected: [String]) {
    #expect(Self.world(body).use(of: "which", in: "public.ask")?.literals == expected)
  }
}
