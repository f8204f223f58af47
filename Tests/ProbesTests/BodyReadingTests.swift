import Probes
import Testing

/// What a function's source says of its arguments.
@Suite struct BodyReadingTests {
  @Test(arguments: [
    ("select 1 where p_format = 'json'", ["json"], []),
    ("select 1 where 'full' = any (p_format)", ["full"], []),
    ("select 1 where p_format in ('a', 'b') and kind = 'c'", ["a", "b"], []),
    ("select 1 where p_format between 3 and 9 and kind = 7", [], [3, 9]),
    ("if p_format > 100 then raise 'no'; end if", [], [100]),
    ("select 1 where $1 = 'x'", ["x"], []),
    ("select 1 where \"p_format\" = 'x'", ["x"], []),
    ("select 1 where P_Format = 'x'", ["x"], []),
    // Another condition, another name, a comment, and a text that names it.
    ("select 1 where kind = 'c' and p_format is null", [], []), ("select 1 where p_formats = 'x'", [], []),
    ("select 1 -- p_format = 'x'", [], []), ("select 'p_format'", [], []),
    ("select 1 where \"P_Format\" = 'x'", [], []), ("select p_format; select 'x'", [], []),
  ])
  func valuesStandBesideAParameter(_ body: String, _ literals: [String], _ numbers: [Int]) {
    let values = BodyReading(body).values(besideParameter: "p_format", at: 1)
    #expect(values.literals == literals)
    #expect(values.numbers == numbers)
  }

  @Test(arguments: [
    ("select doc ->> 'name'", ["name: text"]),
    ("select (doc ->> 'id')::uuid", ["id: uuid"]),
    ("select cast(doc ->> 'count' as int)", ["count: integer"]),
    ("select nullif(doc ->> 'id', '')::uuid", ["id: uuid"]),
    ("select doc -> 'a' -> 'b' ->> 'c'", ["a.b.c: text"]),
    ("select doc #>> '{a,b}'", ["a.b: text"]),
    ("select doc -> 'options'", ["options: jsonb"]),
    // A longer path takes the place of the one that it goes on from.
    ("select doc -> 'a', doc -> 'a' ->> 'b'", ["a.b: text"]),
    ("select 1 where doc ? 'admin'", ["admin: boolean"]),
    ("select 1 where doc ->> 'kind' = 'full'", ["kind: text = full"]),
    ("select jsonb_extract_path_text(doc, 'a', 'b')", ["a.b: text"]),
    ("select * from jsonb_to_recordset(doc) as x (id uuid, on_sale bool)", ["id: uuid", "on_sale: boolean"]),
    ("select 'name', name - 1 -- doc ->> 'x'", []), ("select a -> b", []),
  ])
  func leavesAreWhatIsTakenOutOfADocument(_ body: String, _ expected: [String]) {
    let leaves = BodyReading(body).leaves.map { leaf in
      "\(leaf.path.joined(separator: ".")): \(leaf.type)"
        + (leaf.spoken.isEmpty ? "" : " = " + leaf.spoken.joined(separator: "|"))
    }
    #expect(leaves == expected)
  }

  @Test(arguments: [
    ("select * from jsonb_populate_record(null::public.orders, doc)", ["public.orders"]),
    ("select * from jsonb_populate_recordset(null::orders, doc)", ["orders"]),
    ("select * from jsonb_populate_record(base, doc)", []), ("select populate_record(null::orders, doc)", []),
  ])
  func rowTypesAreThoseThatADocumentFills(_ body: String, _ expected: [String]) {
    #expect(BodyReading(body).populatedTypes.compactMap(\.self) == expected)
  }

  @Test(arguments: [
    ("select doc::jsonb ->> 'a'", true), ("select doc::json", true), ("select doc::text", false),
    ("select other::jsonb", false), ("select to_jsonb(doc)", false),
  ])
  func aTextIsReadAsJSON(_ body: String, _ expected: Bool) {
    #expect(BodyReading(body).castsToJSON("doc") == expected)
  }
}
