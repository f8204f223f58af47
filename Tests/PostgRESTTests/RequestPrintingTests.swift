import JSONText
import PostgREST
import SQLText
import Testing

@Suite struct RequestPrintingTests {
  private static let settings: APISettings = {
    var settings = APISettings()
    settings.schemas = ["one", "two"]
    return settings
  }()

  @Test func whatIsPrintedReadsBackAsTheSameRequest() throws {
    var random = RandomRequests(seed: 7)
    for _ in 0..<3000 {
      let request = random.request()
      let url = request.url
      let read: Request
      do {
        read = try Request(parsing: request.http, settings: Self.settings)
      } catch {
        Issue.record("\(url): \(error)")
        return
      }
      guard read == request else {
        Issue.record("\(url)\n\(request)\n\(read)")
        return
      }
    }
  }

  @Test(arguments: [
    (Request.read("t"), "/t"),
    (
      .read(
        "t", select: [.column("a"), .embed("b", hint: "fk", as: "x", join: .inner, [.column("c", cast: "text")])],
        filters: [Filter("a", .not(.in(["1", "x,y"]))), Filter("order", .eq("2"), at: ["x"])]),
      "/t?select=a,x:b!fk!inner(c::text)&a=not.in.(1,%22x,y%22)&x.%22order%22=eq.2"
    ),
    (.call("f", [.init("v", "a b")]), "/rpc/f?v=a%20b"),
    (
      .read("t", logic: [LogicFilter(.or([.condition("a", .isNull), .condition("b", .gt("1"))]))]),
      "/t?or=(a.is.null,b.gt.1)"
    ),
    (
      .read("Mixed Case", order: [Ordering([OrderTerm("a", .desc, nulls: .last)])]),
      "/Mixed%20Case?order=a.desc.nullslast"
    ),
  ])
  func printsOneCanonicalURL(_ request: Request, _ url: String) { #expect(request.url == url) }

  @Test func printsALineForAShell() {
    let request = Request.insert(into: "t", ["a": "it's"], profile: "two")
    #expect(
      request.curl()
        == #"curl -X POST 'http://localhost:3000/t' -H 'Content-Profile: two' -H 'Prefer: return=representation' "#
        + #"-H 'Content-Type: application/json' --data-binary '{"a":"it'\''s"}'"#)
  }
}
