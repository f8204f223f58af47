import Catalog
import Judgement
import SQLText
import Testing

/// Conditions as `pg_get_expr` prints them, taken apart and asked of other rows.
@Suite struct SQLConditionTests {
  @Test(arguments: [
    ("((a = 1) AND (b = 2))", ["(a = 1)", "(b = 2)"]),
    ("(a = 1) AND ((b = 2) AND (c = 3))", ["(a = 1)", "((b = 2) AND (c = 3))"]),
    ("a and b and c", ["a", "b", "c"]), ("(a = 'x AND y')", ["a = 'x AND y'"]), ("(f('(') AND b)", ["f('(')", "b"]),
    ("((a = 1) OR (b = 2))", ["(a = 1) OR (b = 2)"]), ("true", ["true"]), ("", [""]),
    (
      "(EXISTS ( SELECT 1\n   FROM t\n  WHERE ((t.x = 1) AND (t.y = 2))))",
      ["EXISTS ( SELECT 1\n   FROM t\n  WHERE ((t.x = 1) AND (t.y = 2)))"]
    ),
    ("((brand = 1) AND (x IS NOT NULL))", ["(brand = 1)", "(x IS NOT NULL)"]),
    ("a between 1 and 2 and b", ["a between 1 and 2", "b"]),
    ("case when a and b then c end and d", ["case when a and b then c end", "d"]),
    ("a and b or c", ["a and b or c"]),
  ])
  func whatMustAllHold(_ condition: String, _ parts: [String]) { #expect(condition.conjuncts == parts) }

  @Test(arguments: [
    ("((a = 1) OR (b = 2))", ["(a = 1)", "(b = 2)"]), ("(((a = 1) OR (b = 2)) AND c)", ["((a = 1) OR (b = 2)) AND c"]),
    ("a and b or c", ["a and b", "c"]), ("(a = 'x OR y')", ["a = 'x OR y'"]),
    ("((a = ANY (ARRAY[1, 2])) OR b)", ["(a = ANY (ARRAY[1, 2]))", "b"]),
  ])
  func whatIsEnough(_ condition: String, _ parts: [String]) { #expect(condition.disjuncts == parts) }

  @Test(arguments: [
    ("((a))", "a"), ("(a) OR (b)", "(a) OR (b)"), ("(a = ')')", "a = ')'"), ("(a", "(a"), ("a)", "a)"), ("()", ""),
    ("", ""),
    ("( SELECT f() AS f)", " SELECT f() AS f"), ("(a = '(')", "a = '('"),
  ])
  func parenthesesAroundTheWhole(_ condition: String, _ bare: String) { #expect(condition.withoutParentheses == bare) }

  // MARK: Columns

  private static let keys: Relation = {
    var keys = Relation(oid: 1, name: QualifiedName("public", "keys"), kind: .table, owner: "owner")
    keys.columns = ["id", "org_id", "role", "userId"].enumerated().map {
      Column(name: $1, number: $0 + 1, type: 25, typeName: "text", baseType: 25)
    }
    return keys
  }()

  @Test(arguments: [
    ("(org_id = private.own_org())", ["org_id"]), ("(keys.org_id = other.id)", ["org_id"]),
    ("(\"userId\" = auth.uid())", ["userId"]), ("(role = 'org_id role'::text)", ["role"]), ("(m.id = m.role)", []),
    ("(x)::role", []), ("( SELECT f() AS id)", []), ("role(1)", []), ("((row).id = 1)", []),
    ("(ID = Org_Id)", ["id", "org_id"]),
    ("(EXISTS ( SELECT 1 FROM members m WHERE ((m.org_id = keys.org_id) AND (m.role = 'id'::text))))", ["org_id"]),
  ])
  func columnsOfTheRowItself(_ condition: String, _ columns: [String]) {
    #expect(SQLCondition(condition).columns(of: Self.keys).sorted() == columns)
  }

  @Test(arguments: [
    ("(org_id = private.own_org())", "org_id", true), ("((org_id = f()) AND (role = 'x'))", "org_id", true),
    ("((org_id = f()) OR (role = 'x'))", "org_id", false),
    ("((org_id = f()) OR (keys.org_id IS NULL))", "org_id", true),
    ("true", "org_id", false),
  ])
  func whetherItDecides(_ condition: String, _ column: String, _ decides: Bool) {
    #expect(SQLCondition(condition).decides(on: [column], of: Self.keys) == decides)
  }

  @Test(arguments: [
    ("(org_id = private.own_org())", "($1 = private.own_org())"), ("(keys.org_id = m.org_id)", "(k.$1 = m.org_id)"),
    ("(org_id = 'org_id')", "($1 = 'org_id')"), ("(x)::org_id", "(x)::org_id"),
    ("( SELECT 1 AS org_id)", "( SELECT 1 AS org_id)"),
    ("org_id(1)", "org_id(1)"), ("(\"org_id\" = 1)", "($1 = 1)"), ("(my_keys.org_id = 1)", "(my_keys.org_id = 1)"),
    ("(org_ids = 1)", "(org_ids = 1)"),
  ])
  func otherValuesInAColumnsPlace(_ condition: String, _ expected: String) {
    let values = ["org_id": SQLCondition.Substitute(bare: "$1", qualified: "k.$1")]
    #expect(SQLCondition(condition).substituting(values, of: Self.keys) == expected)
  }

  @Test(arguments: [
    ("(keys.id = m.key_id)", "keys", "(shown.id = m.key_id)"), ("(public.keys.id = 1)", "keys", "(public.keys.id = 1)"),
    ("(my_keys.id = 1)", "keys", "(my_keys.id = 1)"), ("(\"Keys\".id = keys.id)", "Keys", "(shown.id = keys.id)"),
    ("(keys = 'keys.id')", "keys", "(keys = 'keys.id')"),
  ])
  func rowsCalledOtherwise(_ condition: String, _ old: String, _ expected: String) {
    #expect(SQLCondition(condition).renamed(from: Identifier(old), to: "shown") == expected)
    #expect(SQLCondition(condition).qualifies(with: old) == (condition != expected))
  }

  @Test(arguments: [
    ("(id IN ( SELECT m.id FROM public.members m))", true), ("(EXISTS ( SELECT 1 FROM members))", true),
    ("( SELECT 1 FROM a JOIN members ON true)", true), ("(members = 1)", false), ("(x = 'from members')", false),
    ("private.members(id)", false),
  ])
  func relationsReadInInnerQueries(_ condition: String, _ reads: Bool) {
    #expect(SQLCondition(condition).reads(QualifiedName("public", "members")) == reads)
  }

  // MARK: Queries

  @Test(arguments: [
    (
      " SELECT k.id,\n    k.role\n   FROM public.keys k\n  WHERE (k.role = 'x'::text)", "SELECT k.id, k.role",
      "public.keys k", "(k.role = 'x'::text)"
    ),
    (" SELECT id\n   FROM public.keys", "SELECT id", "public.keys", nil),
    (
      " SELECT 'a FROM b WHERE c ORDER BY d'::text AS x\n   FROM public.keys",
      "SELECT 'a FROM b WHERE c ORDER BY d'::text AS x", "public.keys", nil
    ),
  ])
  func plainQueries(_ query: String, _ head: String, _ source: String, _ condition: String?) {
    let plain = PlainQuery(query)
    #expect(plain?.head == head)
    #expect(plain?.source == source)
    #expect(plain?.condition == condition)
    #expect(plain?.relation == QualifiedName("public", "keys"))
  }

  @Test(arguments: [
    "SELECT count(*) FROM keys GROUP BY role", "SELECT DISTINCT id FROM keys", "SELECT id FROM keys LIMIT 1",
    "SELECT a.id FROM a JOIN b ON true", "SELECT id FROM keys WHERE id IN ( SELECT id FROM other)", "SELECT 1",
    "SELECT id FROM a UNION SELECT id FROM b", "SELECT id FROM keys ORDER BY id", "SELECT id FROM a, b c",
  ])
  func otherQueries(_ query: String) { #expect(PlainQuery(query) == nil) }
}
