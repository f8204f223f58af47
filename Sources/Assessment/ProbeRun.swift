internal import Catalog
internal import Execution
internal import Judgement
internal import PostgREST
internal import Postgres
internal import Probes
internal import SQLText

/// A set of families put to a pair of worlds: the trial itself, and its control over objects that leak on purpose.
struct ProbeRun: Sendable {
  var ground: Ground
  var families: [any ProbeFamily.Type]
  var planner: Planner
  /// The authenticator's way into each world.
  var first: ConnectionInfo
  var second: ConnectionInfo
  /// Databases made as the worlds were: what one world cannot reproduce when it is made again says nothing of a secret.
  var replicas: LazyPair?
  var allowances: [Allowance]
  /// Functions whose reveals the settings want recorded.
  var audited: Set<SurfaceItem> = []
  var statements: StatementIndex
  var digests: [String: [String]]
  var started: Moment

  struct Result: Sendable {
    var plan: Plan
    /// Of the first world, in plan order.
    var outcomes: [Outcome]
    var findings: [Finding]
    var allowed: [AllowedFinding]
    /// For each probe family, the secrets it brought to light.
    var seen: [String: Set<Int>]
    /// Probes that brought a secret out, allowed or not, each with the secret.
    var reveals: [(probe: Int, secret: Int)]
    /// Probes that brought a secret to somebody who may not read it, allowed or not.
    var leaks: [Leak]
    /// What was cut where it could have hidden a door.
    var unproven: [Unproven] = []
  }

  func run(progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) async throws -> Result {
    var ground = ground
    ground.permittedWrites = try await permittedWrites()
    return try await put(Plan.of(families, on: ground), progress: progress)
  }

  /// Puts a plan to both worlds and judges what came back.
  func put(_ plan: Plan, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) async throws -> Result {
    let clock = Timestamps(runStartedAt: started.text)
    let search = CanarySearch(canaries: ground.canaries, digests: digests, harmless: ground.catalog.names)
    let reduction = OutcomeReduction(search: search, clock: clock)
    let reduce: @Sendable (Exchange) -> Outcome = { reduction.outcome(of: $0) }
    var plan = plan
    var outcomes = try await outcomes(of: plan, reduce, progress: progress)
    let unread = try await readOn(&plan, &outcomes, reduce)
    let one = executor(first, plan, reduce)
    let other = executor(second, plan, of: .second, reduce)
    let judge = Judge(
      ground: ground, plan: plan, search: search, allowances: allowances,
      causes: CauseFinder(catalog: ground.catalog, statements: statements), clock: clock, today: started.day)
    let differing = outcomes.differing().filter { !judge.shows($0, in: outcomes) }
    outcomes.askedTwice = try await askTwice(
      Array(differing.prefix(ground.limits.differences)), of: plan, first: [one, one], second: [other, other])
    let judged = try await judging(&outcomes, of: plan, with: judge, one, other) { executor($0, plan, of: $1, reduce) }
    return Result(
      plan: plan, outcomes: outcomes.first, findings: judged.findings, allowed: judged.allowed,
      seen: judged.seen, reveals: judge.reveals(in: outcomes) { $0.items.contains(where: audited.contains) },
      leaks: judged.leaks, unproven: unread + cut(differing.count))
  }

  /// What both worlds answer to a plan.
  private func outcomes(
    of plan: Plan, _ reduce: @escaping @Sendable (Exchange) -> Outcome,
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) async throws -> WorldOutcomes {
    let one = executor(first, plan, reduce)
    let other = executor(second, plan, of: .second, reduce)
    async let inFirst = one.run(0..<plan.count) { progress($0, plan.count) }
    async let inSecond = other.run(0..<plan.count)
    return WorldOutcomes(first: try await inFirst, second: try await inSecond)
  }

  /// Asks for page after page of answers that were cut, until they end.
  ///
  /// - Returns: those that did not end.
  private func readOn(
    _ plan: inout Plan, _ outcomes: inout WorldOutcomes, _ reduce: @escaping @Sendable (Exchange) -> Outcome
  ) async throws -> [Unproven] {
    let paging = Paging(pageSize: ground.api.maxRows)
    var entries = paging.entries(after: 0..<plan.count, of: plan, outcomes)
    for _ in 0..<ground.limits.pages where !entries.isEmpty {
      let pages = Plan(principals: plan.principals, entries: entries)
      let read = try await self.outcomes(of: pages, reduce)
      let start = plan.count
      plan = Plan(principals: plan.principals, entries: plan.entries + entries)
      outcomes.first += read.first
      outcomes.second += read.second
      entries = paging.entries(after: start..<plan.count, of: plan, outcomes)
    }
    let items = entries.compactMap(\.template.items.first).uniqued(by: \.self)
    return items.map {
      Unproven(ground.name(of: $0), "its answer goes on past \(ground.limits.pages) pages: raise `pages` in [limits]")
    }
  }

  private func cut(_ differing: Int) -> [Unproven] {
    guard differing > ground.limits.differences else { return [] }
    return [
      Unproven(
        "differences between the worlds",
        "\(differing) answers differ, of which \(ground.limits.differences) were asked again: raise `differences` in [limits]"
      )
    ]
  }

  /// Asks again what seems to tell the worlds apart: in the replicas, and more than once, for chance may agree with itself.
  private func judging(
    _ findings: inout WorldOutcomes, of plan: Plan, with judge: Judge, _ one: PlanExecutor, _ other: PlanExecutor,
    executor: (ConnectionInfo, World) -> PlanExecutor
  ) async throws -> Judge.Judged {
    var judged = judge.judge(findings)
    guard let replicas else { return judged }
    let user = first.settings["user"] ?? ""
    for round in 1...Self.rounds {
      let doubtful = judged.influenced
      guard !doubtful.isEmpty, round == 1 || doubtful.count <= Self.mostDoubtful else { break }
      let again = try await replicas.pair()
      findings.askedTwice = try await askTwice(
        doubtful, of: plan, first: [one, executor(again.first.user(user), .first)],
        second: [other, executor(again.second.user(user), .second)])
      judged = judge.judge(findings)
    }
    return judged
  }

  private static let rounds = 4
  /// So many answers do not differ by chance.
  private static let mostDoubtful = 200

  func executor(
    _ info: ConnectionInfo, _ plan: Plan, of world: World = .first,
    _ reduce: @escaping @Sendable (Exchange) -> Outcome
  ) -> PlanExecutor {
    PlanExecutor(
      plan: plan.asked(in: world, ground.canaries, search), planner: planner, info: info, reduce: reduce)
  }

  /// Asks again, what reads before what writes: rows that were rolled back make tables larger, and plans of reads dearer.
  private func askTwice(
    _ probes: [Int], of plan: Plan, first: [PlanExecutor], second: [PlanExecutor]
  ) async throws -> [Int: AskedTwice] {
    let isRead = { (probe: Int) in [.get, .head].contains(plan[probe].entry.template.request.method) }
    let reads = try await askTwice(probes.filter(isRead), first: first, second: second)
    let writes = try await askTwice(probes.filter { !isRead($0) }, first: first, second: second)
    return reads.merging(writes) { read, _ in read }
  }

  private func askTwice(
    _ probes: [Int], first: [PlanExecutor], second: [PlanExecutor]
  ) async throws -> [Int: AskedTwice] {
    guard !probes.isEmpty else { return [:] }
    async let ofFirst = Self.ask(probes, first)
    async let ofSecond = Self.ask(probes, second)
    let (a, b) = (try await ofFirst, try await ofSecond)
    return Dictionary(
      uniqueKeysWithValues: probes.enumerated().map { index, probe in
        (probe, AskedTwice(first: a.map { $0[index] }, second: b.map { $0[index] }))
      })
  }

  private static func ask(_ probes: [Int], _ executors: [PlanExecutor]) async throws -> [[Exchange]] {
    var exchanges: [[Exchange]] = []
    for executor in executors { exchanges.append(try await executor.exchanges(probes)) }
    return exchanges
  }
}

extension Judge.Judged {
  /// Probes whose answers differ between the worlds without showing a secret.
  fileprivate var influenced: [Int] {
    Set(leaks.lazy.filter { [.influence, .count, .status].contains($0.channel) }.map(\.probe)).sorted()
  }
}

extension CatalogSnapshot {
  /// Names of the project's objects, which say nothing of a secret whose form they share.
  var names: [String] {
    let named =
      relations.map(\.name.name.name) + relations.flatMap(\.columns).map(\.name) + functions.map(\.name.name.name)
    return named + constraints.map(\.name) + uniqueIndexes.map(\.name) + policies.map(\.name) + triggers.map(\.name)
  }
}
