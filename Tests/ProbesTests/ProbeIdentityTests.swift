import Catalog
import Foundation
import PostgREST
import Probes
import Testing

/// A probe is known by what it asks and who asks it; what was answered is stored and read back under that name.
@Suite struct ProbeIdentityTests {
  private static let anon = Principal(name: "anon", kind: .anon, role: "anon")
  private static let member = Principal(name: "member", kind: .member, role: "authenticated")

  private static func entry(_ family: String, _ request: Request, _ principals: [Int]) -> Plan.Entry {
    Plan.Entry(family: family, template: ProbeTemplate(request), principals: principals)
  }

  private static let plan = Plan(
    principals: [anon, member],
    entries: [entry("rows", .read("a"), [0, 1]), entry("rows", .read("b"), [0]), entry("media", .read("b"), [1])])
  /// The same probes, those asked by other places in other lists.
  private static let shuffled = Plan(
    principals: [member, anon],
    entries: [entry("media", .read("b"), [0]), entry("rows", .read("b"), [1]), entry("rows", .read("a"), [1, 0])])

  @Test func identitiesAreAllDifferentAndIndependentOfPlaces() {
    #expect(Set(Self.plan.identities).count == Self.plan.count)
    #expect(Set(Self.plan.identities) == Set(Self.shuffled.identities))
    #expect(Self.plan.identities != Self.shuffled.identities)
  }

  @Test func outcomesAreStoredAndReadBackForAPlanInAnyOrder() throws {
    var outcomes = WorldOutcomes()
    for probe in 0..<Self.plan.count {
      outcomes.first.append(Outcome(kind: .answered, status: 200 + probe, fingerprint: UInt64(probe)))
      outcomes.second.append(Outcome(kind: .denied, status: 401, code: "42501"))
    }
    let exchange = Exchange(response: Response(status: 200, headers: [Header("x", "y")], body: "[]"), notices: ["n"])
    outcomes.first[1].kept = exchange
    outcomes.askedAgain[2] = AskedAgain(first: [exchange], second: [])
    let stored = try JSONEncoder().encode(outcomes.stored(of: Self.plan))
    let read = try JSONDecoder().decode([StoredOutcome].self, from: stored)
    #expect(WorldOutcomes(read, for: Self.plan) == outcomes)
    let elsewhere = try #require(WorldOutcomes(read, for: Self.shuffled))
    #expect(elsewhere.first.map(\.status) == [203, 202, 200, 201])
    #expect(elsewhere.askedAgain.keys.sorted() == [1])
    #expect(WorldOutcomes(Array(read.dropFirst()), for: Self.plan) == nil, "an outcome is missing")
  }
}
