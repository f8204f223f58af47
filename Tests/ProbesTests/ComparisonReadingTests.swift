import Catalog
import Probes
import SQLText
import Testing

@Suite struct ComparisonReadingTests {
  private func function(_ body: String) -> Function {
    var function = Function(
      oid: 1, name: QualifiedName("public", "reveal"), kind: .function, owner: "postgres", language: "sql")
    function.body = body
    return function
  }

  @Test(arguments: [
    ("select c.token from public.credentials c where c.provider = which", ["credentials.provider"]),
    ("select token from credentials where which = provider", ["?.provider"]),
    ("select token from credentials where lower(provider) = lower(which::text)", ["?.provider"]),
    ("select token from credentials as k join firms f on f.id = k.firm_id where f.slug = reveal.which", ["firms.slug"]),
    ("select token from credentials where provider = any (which)", ["?.provider"]),
    ("select token from credentials where id = (which ->> 'id')::uuid", []),
    ("select token from credentials where provider <> which", []),
    ("select token from credentials where provider = 'gmail' -- = which", []),
  ])
  func whatIsSetEqualToAParameterIsRead(_ body: String, _ expected: [String]) {
    let reading = ComparisonReading(of: body)
    let columns = reading.columns(equalTo: "which", at: 1, in: function(body)).map { column in
      "\(column.qualifier.map { reading.relation(of: $0) } ?? "?").\(column.name)"
    }
    #expect(columns == expected)
  }

  @Test(arguments: [
    ("select private.open(which)", [0]), ("select private.open('a', which::text)", [1]),
    ("select private.open(which || 'a')", []), ("select private.open(other)", []),
  ])
  func aParameterIsFollowedIntoWhatItIsHandedTo(_ body: String, _ places: [Int]) {
    let calls = BodyReading(body).calls(passing: "which", at: 1).filter { $0.function == "open" }
    #expect(calls.map(\.place) == places)
  }
}
