import Catalog
import Judgement
import PostgREST
import Probes
import Rounds
import SQLText
import Synchronization
import Testing

/// The loop of rounds over a target that answers from a script: no server, no database.
@Suite struct ProbeRunTests {
  private static let secret = Secret(relation: QualifiedName("public", "tokens"), column: "token")
  private static let canary = Canary(
    secret: 0, tenant: nil, row: 1, first: "sk_live_4fT9xQ2mZ7", second: "sk_live_8bN3kW6pR1")

  private static var context: ProbeContext {
    let surface = Surface(catalog: CatalogSnapshot(), settings: APISettings())
    let population = Population(
      of: surface.catalog, secrets: [secret], canaries: [canary],
      principals: [Principal(name: "anon", kind: .anon, role: "anon")])
    return ProbeContext(surface: surface, readings: Readings(of: surface), population: population)
  }

  private static func run(_ script: ScriptedTarget, remade: ScriptedTarget? = nil) async throws -> ProbeResults {
    let context = context
    var replica: (@Sendable () async throws -> any Target)?
    if let remade { replica = { remade } }
    let run = ProbeRun(
      context, families: [], target: script,
      terms: JudgingTerms(clock: Timestamps(runStartedAt: "2026-11-20T12:00:00"), today: "2026-11-20"),
      replica: replica)
    return try await run.put(Plan([ProbeTemplate(.read("tokens"))], of: "rows", in: context))
  }

  @Test func equalAnswersAreAskedOnce() async throws {
    let target = ScriptedTarget(first: ["[]"], second: ["[]"])
    let results = try await Self.run(target)
    #expect(results.findings.isEmpty && target.asked == ["run 1", "run 2"])
  }

  @Test func aDifferenceThatEachWorldRepeatsIsAFinding() async throws {
    let target = ScriptedTarget(first: ["[1]"], second: ["[2]"])
    let results = try await Self.run(target, remade: target)
    #expect(results.findings.map(\.claim) == [.noInfluence])
    #expect(target.asked.count { $0.hasPrefix("exchanges") } > 4, "it is asked again, also where the worlds are remade")
  }

  @Test func whatOneWorldDoesNotRepeatSaysNothing() async throws {
    let target = ScriptedTarget(first: ["[1]", "[3]", "[5]"], second: ["[2]", "[4]", "[6]"])
    #expect(try await Self.run(target).findings.isEmpty)
  }

  @Test func whatIsAnotherWhereTheWorldsAreRemadeSaysNothing() async throws {
    let remade = ScriptedTarget(first: ["[7]"], second: ["[8]"])
    #expect(try await Self.run(ScriptedTarget(first: ["[1]"], second: ["[2]"]), remade: remade).findings.isEmpty)
  }

  @Test func aSecretThatShowsIsAFindingWithoutAskingAgain() async throws {
    let target = ScriptedTarget(first: ["[\"\(Self.canary.first)\"]"], second: ["[\"\(Self.canary.second)\"]"])
    let results = try await Self.run(target)
    #expect(results.findings.map(\.claim) == [.noRead] && target.asked == ["run 1", "run 2"])
  }
}

/// Answers every probe with the next body of a list, the last one for ever.
private final class ScriptedTarget: Target {
  private let bodies: [World: [String]]
  private let state = Mutex<(turns: [World: Int], asked: [String])>(([:], []))

  init(first: [String], second: [String]) { bodies = [.first: first, .second: second] }

  /// What was asked, in order of kind and world: the worlds are asked at once.
  var asked: [String] { state.withLock { $0.asked.sorted() } }

  private func answer(_ world: World) -> Exchange {
    let turn = state.withLock { state in
      defer { state.turns[world, default: 0] += 1 }
      return state.turns[world, default: 0]
    }
    let known = bodies[world] ?? []
    return Exchange(response: Response(status: 200, body: known[min(turn, known.count - 1)]))
  }

  func run(
    _ plan: Plan, in world: World, reduce: @escaping @Sendable (Exchange) -> Outcome,
    progress: @escaping @Sendable (Int) -> Void
  ) async throws -> [Outcome] {
    state.withLock { $0.asked.append("run \(world.rawValue)") }
    return (0..<plan.count).map { _ in reduce(answer(world)) }
  }

  func exchanges(_ probes: [Int], of plan: Plan, in world: World) async throws -> [Exchange] {
    state.withLock { $0.asked.append("exchanges \(world.rawValue)") }
    return probes.map { _ in answer(world) }
  }
}
