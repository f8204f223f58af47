import JSONText
import PostgREST
import SQLAnswers
import Testing

@Suite struct AnswerFormingTests {
  private static func row(total: String?, page: Int, body: String, headers: String? = nil, status: String? = nil)
    -> Answer
  {
    .rows(Rows(columns: [], cells: [[total, String(page), body, headers, status, ""]]), notices: [])
  }

  private static func response(_ request: Request, _ answer: Answer, role: String = "anon") throws -> Response {
    try SmallSchema.planner().plan(request, by: Caller(role: role)).response(to: [answer])
  }

  @Test(arguments: [
    (nil, 3, 0, 200, "0-2/*"), (nil, 0, 0, 200, "*/*"), ("3", 3, 0, 200, "0-2/3"), ("9", 3, 2, 206, "2-4/9"),
    ("1", 0, 5, 416, "*/1"), ("0", 0, 0, 200, "*/0"),
  ])
  func rangesSayWhatPartThisIs(_ total: String?, _ page: Int, _ offset: Int128, _ status: Int, _ range: String) throws {
    let request = Request.read(
      "child", ranges: offset > 0 ? [RowRange(offset: offset)] : [], prefer: Preferences(count: .exact))
    let response = try Self.response(request, Self.row(total: total, page: page, body: "[]"))
    #expect(response.status == status)
    #expect(response.headers[named: "content-range"] == range)
  }

  @Test(arguments: [
    ("42501", "permission denied", "anon", 401), ("42501", "permission denied", "member", 403),
    ("23505", "duplicate", "anon", 409), ("42P01", "no table", "anon", 404), ("42883", "no function", "anon", 404),
    ("25006", "read only", "anon", 405), ("57014", "canceled", "anon", 500), ("08006", "gone", "anon", 503),
    ("22023", "role \"x\" does not exist", "anon", 401), ("PT418", "teapot", "anon", 418),
    ("P0001", "raised", "anon", 400),
    ("40001", "again", "anon", 500), ("22P02", "no integer", "anon", 400),
  ])
  func refusalsOfPostgresGoOutWithTheirStatus(
    _ state: String, _ message: String, _ role: String, _ status: Int
  ) throws {
    let failure = ServerMessage(sqlState: state, message: message, detail: "d", hint: "h")
    let response = try Self.response(.read("child"), .failed(failure, notices: []), role: role)
    #expect(response.status == status)
    #expect(response.code == state)
    let body = try JSONValue(parsing: response.body)
    #expect(body["message"] == .string(message))
    #expect(body["details"] == "d")
    #expect(body["hint"] == "h")
  }

  @Test func functionsMayDecideTheWholeAnswer() throws {
    let failure = ServerMessage(
      sqlState: "PGRST", message: #"{"code":"MINE","message":"m","details":"d","hint":"h"}"#,
      detail: #"{"status":418,"headers":{"X-Pot":"tea"}}"#)
    let response = try Self.response(.read("child"), .failed(failure, notices: []))
    #expect(response.status == 418)
    #expect(response.code == "MINE")
    #expect(response.headers[named: "x-pot"] == "tea")
    let bad = ServerMessage(sqlState: "PGRST", message: "no json")
    #expect(try Self.response(.read("child"), .failed(bad, notices: [])).code == "PGRST121")
  }

  @Test func settingsOfTheResponseOverrideIt() throws {
    let set = Self.row(total: nil, page: 1, body: "[]", headers: #"[{"Content-Type":"x/y"},{"A":"b"}]"#, status: "201")
    let response = try Self.response(.read("child"), set)
    #expect(response.status == 201)
    #expect(response.headers[named: "content-type"] == "x/y")
    #expect(response.headers[named: "a"] == "b")
    let wrong = Self.row(total: nil, page: 1, body: "[]", headers: "{}", status: nil)
    #expect(try Self.response(.read("child"), wrong).code == "PGRST111")
    let number = Self.row(total: nil, page: 1, body: "[]", headers: nil, status: "abc")
    #expect(try Self.response(.read("child"), number).code == "PGRST112")
  }

  @Test(arguments: [("200", "[1]"), ("204", ""), ("304", ""), ("199", ""), ("404", "[1]")])
  func theWebServerSendsSomeStatusesWithoutABody(_ status: String, _ body: String) throws {
    let set = Self.row(total: nil, page: 1, body: "[1]", status: status)
    #expect(try Self.response(.read("child"), set).body == body)
    let raised = ServerMessage(sqlState: "PT\(status)", message: "m")
    #expect(try Self.response(.read("child"), .failed(raised, notices: [])).body.isEmpty == body.isEmpty)
  }

  @Test func oneRowIsNotTwo() throws {
    let request = Request.read("child", accept: "application/vnd.pgrst.object+json")
    let response = try Self.response(request, Self.row(total: nil, page: 2, body: "{}"))
    #expect(response.status == 406)
    #expect(response.code == "PGRST116")
  }
}
