/// Fills the data directory of a run, by a copy from the cache that is made first where the cache lacks it, and starts the
/// server on it.
struct ClusterPreparation: Sendable {
  var run: ServerRun
  var cluster: Cluster
  var template: ServerTemplate?
  /// nil where nothing can be kept.
  var cache: ClusterCache?
  /// Gets a sentence for the person at the terminal.
  var tell: @Sendable (String) -> Void

  /// Starts the server; a kept cluster that it does not start on is made again, once.
  func start() async throws {
    do {
      try await attempt()
    } catch let end as ServerEnded {
      try await attemptAfresh(because: end)
    }
  }

  private func attempt() async throws {
    try await fill()
    try await run.start()
  }

  private func attemptAfresh(because end: ServerEnded) async throws {
    let failure = ServerStartError("the server did not start: \(end.words)")
    guard let cache else { throw failure }
    for name in names where OperatingSystem.exists(cache.path(of: name)) {
      warn(of: name, in: cache, "the server does not start from it: \(end.words)")
      await cache.discard(name)
    }
    await FolderCopy.remove(run.folder.data)
    do {
      try await attempt()
    } catch let end as ServerEnded {
      throw ServerStartError("the server did not start: \(end.words)")
    }
  }

  // MARK: Filling

  private var bareName: String { ClusterCache.name("initdb", dependingOn: cluster.fingerprint) }

  /// The template that changes a bare cluster, and the name of its entry.
  private var prepared: (template: ServerTemplate, name: String)? {
    guard let template, template.prepare != nil else { return nil }
    return (template, ClusterCache.name(template.name, dependingOn: cluster.fingerprint + [template.key]))
  }

  private var names: [String] { [prepared?.name, bareName].compactMap(\.self) }

  private func fill() async throws {
    guard let prepared else { return try await fill(bareName) { try await cluster.initialize(run) } }
    try await fill(prepared.name) {
      try await fill(bareName) { try await cluster.initialize(run) }
      try await prepare(by: prepared.template)
    }
  }

  private func fill(_ name: String, otherwise make: () async throws -> Void) async throws {
    guard let cache else { return try await make() }
    if case .whole = try await cache.copy(name, to: run.folder.data) { return }
    try await cache.exclusively(name) { mayStore in
      // Another process may have kept it, or thrown it away and kept it again.
      switch try await cache.copy(name, to: run.folder.data) {
      case .whole: return
      case .missing: break
      case .damaged(let reason):
        warn(of: name, in: cache, reason)
        if mayStore { await cache.discard(name) }
      }
      try await make()
      if mayStore { await cache.store(run.folder.data, as: name) }
    }
  }

  private func warn(of name: String, in cache: ClusterCache, _ reason: String) {
    tell("the kept cluster \(cache.path(of: name)) is thrown away and made again: \(reason)")
  }

  private func prepare(by template: ServerTemplate) async throws {
    guard let prepare = template.prepare else { return }
    try await run.start()
    try await prepare(run.info)
    try await run.shutDown()
  }
}
