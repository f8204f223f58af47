import Probes
import Testing

/// Where in the caller's own metadata, or in the headers, a text looks.
@Suite struct JSONKeyPathTests {
  @Test(arguments: [
    // As policies are written, and as `pg_get_expr` prints them.
    ("auth.jwt() -> 'user_metadata' ->> 'org_id'", ["org_id"]),
    ("((auth.jwt() -> 'user_metadata'::text) ->> 'org_id'::text)", ["org_id"]),
    ("((auth.jwt() #>> '{user_metadata,profile,org}'::text[]))::uuid", ["profile org"]),
    ("auth.jwt() -> 'user_metadata' -> 'a' #>> '{b,c}'", ["a b c"]),
    (
      "coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb -> 'user_metadata' ->> 'a'", ["a"]
    ),
    ("jsonb_path_query_first(auth.jwt(), '$.user_metadata.a[*].b')", ["a b"]),
    ("raw_user_metadata ->> 'a' = u.user_metadata ->> 'b'", ["a", "b"]),
    ("new.\"user_metadata\" ->> 'Two Words'", ["Two Words"]),
    // A variable names the key, or nothing is looked for.
    ("auth.jwt() -> 'user_metadata' ->> key", [""]), ("user_metadata_of(x) ->> 'a'", [""]),
    ("select user_metadata from users", [""]), ("raise 'no user_metadata here'", [""]),
    // Statements that are executed.
    ("execute 'select user_metadata ->> ''a'' from x'", ["a"]), ("execute $q$ select user_metadata -> 'b' $q$", ["b"]),
    ("select 'app_metadata' -- user_metadata ->> 'a'", []), ("/* user_metadata /* */ ->> 'a' */ true", []),
    ("select '", []), ("", []),
  ])
  func keysBelowAName(_ text: String, _ expected: [String]) {
    #expect(JSONKeyPath.paths(below: "user_metadata", in: text).map { $0.keys.joined(separator: " ") } == expected)
  }

  @Test(arguments: [
    ("auth.jwt() -> 'user_metadata' ->> 'a'", JSONKeyPath.Shape.text),
    ("(auth.jwt() -> 'user_metadata' ->> 'a')::boolean", .flag),
    ("((auth.jwt() -> 'user_metadata'::text) ->> 'a'::text)::bool", .flag),
    ("auth.jwt() -> 'user_metadata' -> 'a' ? 'b'", .list),
    ("auth.jwt() -> 'user_metadata' -> 'a' ?| array['b']", .list),
    ("(auth.jwt() -> 'user_metadata' -> 'a') @> '[\"b\"]'", .list),
    ("(auth.jwt() -> 'user_metadata' ->> 'a')::uuid", .text),
    ("auth.jwt() -> 'user_metadata' ->> 'a' = 'x'::boolean", .text),
  ])
  func whatATextDoesWithIt(_ text: String, _ shape: JSONKeyPath.Shape) {
    #expect(JSONKeyPath.paths(below: "user_metadata", in: text).map(\.shape) == [shape])
  }

  @Test(arguments: [
    ("current_setting('request.headers', true)::json ->> 'x-org'", ["x-org"]),
    ("(coalesce(nullif(current_setting('request.headers', true), ''), '{}'))::jsonb ->> 'x-org'", ["x-org"]),
    ("current_setting('request.header.x-org')", []),
  ])
  func headers(_ text: String, _ expected: [String]) {
    #expect(JSONKeyPath.paths(below: "request.headers", in: text).compactMap(\.keys.first) == expected)
  }
}
