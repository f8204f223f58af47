import Probes
import SQLText
import Testing

/// What a read, a write or a call may touch, over a catalog of firms, their keys, and what stands around them.
@Suite struct ReachIndexTests {
  private static let catalog = {
    var catalog = SmallCatalog()
    catalog.table("public.firms", ["id uuid", "name"])
    catalog.table("private.keys", ["id uuid", "firm_id uuid", "token"])
    catalog.table("public.notes", ["id uuid", "body"])
    catalog.table("public.audit", ["id uuid", "what"])
    catalog.table("public.lonely", ["id uuid"])
    catalog.table("public.\"Odd Name\"", ["id uuid"])
    catalog.view("public.key_list", ["id uuid"], as: "SELECT keys.id FROM private.keys")
    catalog.view("public.key_count", ["count integer"], as: "SELECT count(*) FROM public.key_list")
    catalog.function("private.is_member", ["firm uuid"], "select exists (select from public.firms where id = firm)")
    catalog.function("private.log", [], "begin insert into public.audit (what) values (tg_op); return new; end")
    catalog.function("public.dynamic", [], "begin execute 'select token from private.' || 'keys'; end")
    catalog.function("public.chained", [], "select private.is_member(null)")
    catalog.function("public.mentions", [], "select 1 -- keys\n")
    catalog.function("public.odd", [], "select * from \"Odd Name\"")
    catalog.function("public.itself", [], "select public.itself()")
    catalog.policy("public.notes", "private.is_member(id)")
    catalog.trigger("public.notes", calling: "private.log")
    catalog.foreignKey("private.keys", "firm_id", to: "public.firms")
    return catalog
  }()

  private static let reach = ReachIndex(catalog.snapshot)

  @Test(arguments: [
    ("public.lonely", ["public.lonely"]),
    // Through a foreign key, for a refusal names the row above.
    ("private.keys", ["private.keys", "public.firms"]),
    ("public.firms", ["public.firms"]),
    // Through a view, and through a view of a view.
    ("public.key_list", ["private.keys", "public.firms", "public.key_list"]),
    ("public.key_count", ["private.keys", "public.firms", "public.key_count", "public.key_list"]),
    // Through a policy's function and a trigger's.
    ("public.notes", ["public.audit", "public.firms", "public.notes"]),
    ("public.audit", ["public.audit"]),
  ])
  func aRelationReaches(_ name: String, _ expected: [String]) {
    let reached = Self.reach.relations(fromRelation: Self.catalog.oid(name))
    #expect(reached.map(\.description).sorted() == expected)
  }

  @Test(arguments: [
    ("private.is_member", ["public.firms"]),
    ("private.log", ["public.audit"]),
    ("public.chained", ["public.firms"]),
    // A name that stands whole in a literal is followed, for it may be executed.
    ("public.dynamic", ["private.keys", "public.firms"]),
    ("public.odd", ["public.\"Odd Name\""]),
    // What only a comment names is not read; a function that calls itself ends.
    ("public.mentions", []), ("public.itself", []),
  ])
  func aFunctionReaches(_ name: String, _ expected: [String]) {
    let reached = Self.reach.relations(fromFunction: Self.catalog.oid(ofFunction: name))
    #expect(reached.map(\.description).sorted() == expected)
  }

  @Test func whatIsNotThereReachesNothing() {
    #expect(Self.reach.relations(fromRelation: 1).isEmpty)
    #expect(Self.reach.words(ofFunction: 1) == nil)
  }
}
