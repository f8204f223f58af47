import JSONText
import PostgREST
import SQLText
import Testing

@Suite struct PlannerTests {
  private static let anon = Caller(role: "anon")

  private static func statement(_ request: Request, _ planner: Planner = SmallSchema.planner()) throws -> String {
    let sql = try planner.plan(request, by: anon).transaction?.statements.first?.inlined ?? ""
    return sql.split(separator: " ").joined(separator: " ")
  }

  @Test func embedsAreLateralJoins() throws {
    let request = Request.read(
      "parent",
      select: [.column("id"), .embed("child", as: "kids", [.column("v"), .embed("parent", [.column("name")])])],
      filters: [Filter("v", .eq("x"), at: ["kids"])], ranges: [RowRange(limit: 2, at: ["kids"])])
    #expect(
      try Self.statement(request).contains(
        #"""
        SELECT "api"."parent"."id", COALESCE( "parent_kids_1"."parent_kids_1", '[]') AS "kids" FROM "api"."parent" LEFT JOIN LATERAL ( SELECT json_agg("parent_kids_1")::jsonb AS "parent_kids_1" FROM (SELECT "child_1"."v", row_to_json("child_parent_2".*)::jsonb AS "parent" FROM "api"."child" AS "child_1" LEFT JOIN LATERAL ( SELECT "parent_2"."name" FROM "api"."parent" AS "parent_2" WHERE "parent_2"."id" = "child_1"."parent_id" ) AS "child_parent_2" ON TRUE WHERE "child_1"."v" = 'x' AND "child_1"."parent_id" = "api"."parent"."id" LIMIT '2' OFFSET '0' ) AS "parent_kids_1" ) AS "parent_kids_1" ON TRUE )
        """#))
  }

  @Test(arguments: [
    (APISettings.Version.v12, Request.read("parent", select: [.spread("child", [.column("v")])]), "PGRST119"),
    (.v12, Request.read("child", ranges: [RowRange(limit: 1)], method: .delete), "TRESPASS"),
    (.v13, Request.read("childs"), "PGRST205"), (.v14, Request.read("nope", method: .options), "PGRST205"),
    (.v14, Request.call("nope"), "PGRST202"), (.v14, Request.read("parent", profile: "other"), "PGRST106"),
    (.v14, Request.read("parent", accept: "text/html"), "PGRST107"),
    (.v14, Request.read("parent", filters: [Filter("v", .eq("1"), at: ["child"])]), "PGRST108"),
    (.v14, Request.read("parent", select: [.embed("pars")]), "PGRST200"),
    (.v14, Request.read("parent", select: [.aggregate(.count)]), "PGRST123"),
    (.v14, Request.read("parent", ranges: [RowRange(limit: -1)]), "PGRST103"),
    (.v14, Request.read("parent", prefer: Preferences(handling: .strict, unknown: ["x=1"])), "PGRST122"),
    (.v14, Request.insert(into: "child", ["nope": 1]), "PGRST204"),
    (.v14, Request.update("child", set: [["v": 1], ["body": 2]]), "PGRST102"),
  ])
  func refuses(_ version: APISettings.Version, _ request: Request, _ code: String) {
    let error = #expect(throws: APIError.self) { try SmallSchema.planner(version).plan(request, by: Self.anon) }
    #expect(error?.code == code)
  }

  @Test(arguments: [("TEXT/CSV", true), ("text/x-count", true), ("TEXT/X-COUNT", false)])
  func ownMediaTypesAreAskedForInLowerCase(_ accept: String, _ isMade: Bool) {
    let prepared = try? SmallSchema.planner().plan(.read("parent", accept: accept), by: Self.anon)
    #expect((prepared != nil) == isMade)
  }

  @Test func hintsNameWhatIsAlike() {
    let error = #expect(throws: APIError.self) { try SmallSchema.planner().plan(.read("childs"), by: Self.anon) }
    #expect(error?.hint == "Perhaps you meant the table 'api.child'")
  }

  @Test func versionsDifferWhereReadsDo() throws {
    let search = Request.read("child", filters: [Filter("body", .fts("cat"))])
    #expect(try Self.statement(search).contains(#"to_tsvector("api"."child"."body") @@ to_tsquery('cat')"#))
    #expect(try !Self.statement(search, SmallSchema.planner(.v12)).contains("to_tsvector"))
    let counted = Request.read("child", prefer: Preferences(count: .exact))
    #expect(try Self.statement(counted).contains("pgrst_source_count AS"))
    #expect(try !Self.statement(counted, SmallSchema.planner(.v16)).contains("pgrst_source_count"))
    let call = Request.call("add", [.init("a", "1")])
    #expect(try Self.statement(call).contains(#""api"."add"("a" := '1'::integer)"#))
    #expect(try Self.statement(call, SmallSchema.planner(.v12)).contains(#"json_to_record(pgrst_payload.json_data)"#))
    #expect(try Self.statement(.read("partition"), SmallSchema.planner(.v12)).contains(#"FROM "api"."partition""#))
  }

  @Test func thePreludeStandsInPostgRESTsOrder() throws {
    let planner = SmallSchema.planner { settings in
      settings.appSettings = ["REGION": "north"]
      settings.preRequest = QualifiedName("api", "check")
    }
    var request = Request.call("add", posting: ["a": 1])
    request.preferences.timezone = "UTC"
    let caller = Caller(role: "member", claims: ["sub": "u"], headers: [Header("X-Device", "7")])
    let transaction = try #require(try planner.plan(request, by: caller).transaction)
    #expect(transaction.begin == "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
    #expect(
      transaction.settings.map(\.name) == [
        "search_path", "role", "request.jwt.claims", "request.method", "request.path", "request.headers",
        "request.cookies", "timezone", "app.settings.REGION",
      ])
    #expect(transaction.settings[0].value == #""api", "public""#)
    #expect(transaction.settings[2].value == #"{"role":"member","sub":"u"}"#)
    #expect(transaction.settings[5].value.contains(#""x-device":"7""#))
    #expect(transaction.preRequest?.text == #"select "api"."check"()"#)
  }

  @Test func aCallByGetIsReadOnlyWhateverTheFunctionDoes() throws {
    let get = try SmallSchema.planner().plan(.call("add", [.init("a", "1")]), by: Self.anon)
    #expect(get.transaction?.isReadOnly == true)
    let post = try SmallSchema.planner().plan(.call("add", posting: ["a": 1]), by: Self.anon)
    #expect(post.transaction?.isReadOnly == false)
  }
}
