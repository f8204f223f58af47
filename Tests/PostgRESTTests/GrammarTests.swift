import JSONText
import PostgREST
import Testing

/// Refusals word for word, as PostgREST gives them.
@Suite struct GrammarTests {
  @Test(arguments: [
    (
      "/t?select=id,clients(name[])", 16,
      "unexpected '[' expecting letter, digit, \"-\", \"->>\", \"->\", \"::\", \".\", \")\", \",\" or end of input"
    ),
    ("/t?select=data-%3E%3E-78xy", 11, "unexpected 'x' expecting digit, \"->\", \"::\", \".\", \",\" or end of input"),
    ("/t?select=name::", 7, "unexpected end of input expecting letter or digit"),
    (
      "/t?select=name!hint", 5,
      "unexpected '!' expecting letter, digit, \"-\", \"->>\", \"->\", \"::\", \".\", \")\", \",\" or end of input"
    ),
    (
      "/t?order=clients(name,id)", 8,
      "unexpected '(' expecting letter, digit, \"-\", \"->>\", \"->\", delimiter (.), \",\" or end of input"
    ),
    ("/t?order=id.ac", 4, "unexpected \"c\" expecting \"asc\", \"desc\", \"nullsfirst\" or \"nullslast\""),
    ("/t?order=id.descc", 8, "unexpected 'c' expecting delimiter (.), \",\" or end of input"),
    ("/t?order=id.asc.nlsfst", 8, "unexpected \"l\" expecting \"nullsfirst\" or \"nullslast\""),
    ("/t?id=fts().value", 5, "unexpected \")\" expecting operator (eq, gt, ...)"),
    ("/t?id=eq().value", 4, "unexpected \")\" expecting operator (eq, gt, ...)"),
    ("/t?id=noop.0", 1, "unexpected \"o\" expecting \"not\" or operator (eq, gt, ...)"),
    (
      "/t?or=()", 4,
      "unexpected \")\" expecting field name (* or [a..z0..9_$]), negation operator (not) or logic operator (and, or)"
    ),
    ("/t?or=(id.in.1,2,id.eq.3)", 10, "unexpected \"1\" expecting \"(\""),
    ("/t?and=(ord(id.eq.1,id.eq.1),id.eq.2)", 7, "unexpected \"d\" expecting \"(\""),
    ("/t?or=(id.eq.1,not.xor(id.eq.2,id.eq.3))", 16, "unexpected \"x\" expecting logic operator (and, or)"),
    ("/t?columns=", 1, "unexpected end of input expecting field name (* or [a..z0..9_$])"),
  ])
  func refusesAsPostgRESTDoes(_ url: String, _ column: Int, _ details: String) {
    let error = #expect(throws: APIError.self) {
      try Request(parsing: HTTPRequest(method: "GET", url: url), settings: APISettings())
    }
    #expect(error?.code == "PGRST100")
    #expect(error?.details == .string(details))
    #expect(error?.message.hasSuffix("(line 1, column \(column))") == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    ("GET", "//t", "PGRST125"), ("GET", "/t/", "PGRST125"), ("GET", "/rpc/f/x", "PGRST125"),
    ("TRACE", "/t", "PGRST117"), ("PATCH", "/rpc/f", "PGRST101"), ("POST", "/", "PGRST117"),
  ])
  func refusesPathsAndMethods(_ method: String, _ url: String, _ code: String) {
    let error = #expect(throws: APIError.self) {
      try Request(parsing: HTTPRequest(method: method, url: url), settings: APISettings())
    }
    #expect(error?.code == code)
  }

  @Test func aCallsParametersAreArgumentsUnlessTheyBeginAsAnOperator() throws {
    let url = "/rpc/f?a=1&b=eq.2&c=nothing.else&d=%20x+y&a=3"
    let request = try Request(parsing: HTTPRequest(method: "GET", url: url), settings: APISettings())
    #expect(
      request.arguments == [.init("a", "1"), .init("c", "nothing.else"), .init("d", " x y"), .init("a", "3")])
    #expect(request.filters == [Filter("b", .eq("2"))])
  }

  @Test func bracketsAreCountedSoThatNoneCanExhaustTheStack() {
    let url = "/t?or=" + String(repeating: "(and", count: 100_000)
    let select = "/t?select=" + String(repeating: "a(", count: 100_000)
    for url in [url, select] {
      #expect(throws: APIError.self) {
        try Request(parsing: HTTPRequest(method: "GET", url: url), settings: APISettings())
      }
    }
  }
}
