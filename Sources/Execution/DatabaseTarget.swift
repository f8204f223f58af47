package import PostgREST
package import Postgres
package import Probes

/// Two worlds over libpq, each probe as PostgREST would run it.
package struct DatabaseTarget: Target {
  /// Over the surface that both worlds share.
  private let planner: Planner
  private let first: Database
  private let second: Database
  /// Settings of every session, as Realtime makes them for its clients.
  private var settings: [(name: String, value: String)] = []

  package init(_ worlds: WorldPair, planner: Planner) {
    self.planner = planner
    (first, second) = (worlds.first, worlds.second)
  }

  /// The same target by sessions with one more setting.
  package func setting(_ name: String, to value: String) -> DatabaseTarget {
    var target = self
    target.settings.append((name, value))
    return target
  }

  package func run(
    _ plan: Plan, in world: World, reduce: @escaping @Sendable (Exchange) -> Outcome,
    progress: @escaping @Sendable (Int) -> Void
  ) async throws -> [Outcome] {
    guard plan.count > 0 else { return [] }
    return try await executor(plan, world, reduce).run(0..<plan.count, progress: progress)
  }

  package func exchanges(_ probes: [Int], of plan: Plan, in world: World) async throws -> [Exchange] {
    try await executor(plan, world) { Outcome(kind: .answered, status: $0.response.status) }.exchanges(probes)
  }

  /// PostgREST logs in as the authenticator.
  private func executor(
    _ plan: Plan, _ world: World, _ reduce: @escaping @Sendable (Exchange) -> Outcome
  ) -> PlanExecutor {
    let login = (world == .first ? first : second).info.user(planner.settings.authenticatorRole)
    return PlanExecutor(
      plan: plan, planner: planner, info: settings.reduce(login) { $0.setting($1.name, to: $1.value) }, reduce: reduce)
  }
}

/// Two databases that differ only in their secrets.
package typealias WorldPair = (first: Database, second: Database)

extension ConnectionInfo {
  fileprivate func setting(_ name: String, to value: String) -> ConnectionInfo {
    let escaped = value.replacing("\\", with: "\\\\").replacing(" ", with: "\\ ")
    return with("options", "-c \(name)=\(escaped)")
  }
}
