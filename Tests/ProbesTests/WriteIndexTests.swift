import Catalog
import Probes
import SQLText
import Testing

/// What a call or a write sets off: the functions that run on the way, and what they read and write.
@Suite struct WriteIndexTests {
  private static let catalog = {
    var catalog = SmallCatalog()
    catalog.table("private.keys", ["id uuid", "token"])
    catalog.table("public.keys_log", ["id uuid", "token"])
    catalog.table("public.notes", ["id uuid", "body"])
    catalog.table("public.plain", ["id uuid"])
    catalog.table("public.checked", ["id uuid"])
    catalog.view("public.notes_view", ["body"], as: "SELECT notes.body FROM public.notes")
    catalog.function(
      "private.copy", [], "begin insert into public.keys_log select id, token from private.keys; return new; end")
    catalog.function("private.is_known", ["id uuid"], "select exists (select from private.keys)")
    catalog.function("public.note", [], "update public.notes set body = 'x'")
    catalog.function("public.erase", [], "delete from public.keys_log")
    catalog.function("public.read", [], "select token from private.keys")
    catalog.function("public.both", [], "select public.read(), public.erase()")
    catalog.function("public.built", ["t text"], "begin execute format('insert into %I values (1)', 'plain'); end")
    catalog.trigger("public.notes", calling: "private.copy")
    catalog.policy("public.checked", "private.is_known(id)")
    return catalog
  }()

  private static let index = WriteIndex(catalog.snapshot, reach: ReachIndex(catalog.snapshot))

  private static func names(_ names: Set<QualifiedName>) -> [String] { names.map(\.description).sorted() }

  private static func functions(_ effects: WriteIndex.Effects) -> [String] {
    effects.functions.compactMap { catalog.snapshot.function($0)?.name.description }.sorted()
  }

  @Test(arguments: [
    ("public.read", ["public.read"], []),
    ("public.erase", ["public.erase"], ["public.keys_log"]),
    // Into a table, and by its trigger into another.
    ("public.note", ["private.copy", "public.note"], ["public.keys_log", "public.notes"]),
    ("public.both", ["public.both", "public.erase", "public.read"], ["public.keys_log"]),
    // A name that is pasted together may be any that the function reaches.
    ("public.built", ["public.built"], ["public.plain"]),
  ])
  func aCallSetsOff(_ function: String, _ functions: [String], _ written: [String]) {
    let effects = Self.index.effects(ofCalling: Self.catalog.oid(ofFunction: function))
    #expect(Self.functions(effects) == functions)
    #expect(Self.names(effects.written) == written)
  }

  @Test(arguments: [
    ("public.plain", [], [], []),
    ("public.notes", ["private.copy"], ["private.keys", "public.keys_log"], ["public.keys_log"]),
    // A policy's function runs, and writes nothing.
    ("public.checked", ["private.is_known"], ["private.keys"], []),
    ("private.keys", [], [], []),
  ])
  func aWriteSetsOff(_ relation: String, _ functions: [String], _ read: [String], _ written: [String]) {
    let effects = Self.index.effects(ofWritingTo: Self.catalog.oid(relation))
    #expect(Self.functions(effects) == functions)
    #expect(Self.names(effects.read) == read)
    #expect(Self.names(effects.written) == written)
  }
}
