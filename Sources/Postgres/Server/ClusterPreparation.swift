/// Fills the data directory of a run: a copy from the cache, made first where the cache lacks it.
struct ClusterPreparation: Sendable {
  var run: ServerRun
  var cluster: Cluster
  var template: ServerTemplate?
  /// nil where nothing can be kept.
  var cache: ClusterCache?

  func fill() async throws {
    guard let cache else {
      try await cluster.initialize(run.folder)
      try await prepare()
      return
    }
    let bare = ClusterCache.name("initdb", dependingOn: cluster.fingerprint)
    guard let template, template.prepare != nil else {
      return try await fill(from: cache, bare) { try await cluster.initialize(run.folder) }
    }
    try await fill(from: cache, ClusterCache.name(template.name, dependingOn: cluster.fingerprint + [template.key])) {
      try await fill(from: cache, bare) { try await cluster.initialize(run.folder) }
      try await prepare()
    }
  }

  private func fill(from cache: ClusterCache, _ name: String, otherwise make: () async throws -> Void) async throws {
    if let cached = cache.entry(name) { return try await Cluster.copy(cached, to: run.folder.data) }
    try await cache.exclusively(name) {
      if let cached = cache.entry(name) { return try await Cluster.copy(cached, to: run.folder.data) }
      try await make()
      await cache.store(run.folder.data, as: name)
    }
  }

  private func prepare() async throws {
    guard let prepare = template?.prepare else { return }
    try await run.start()
    try await prepare(run.info)
    try await run.shutDown()
  }
}
