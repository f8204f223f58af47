package import PostgREST

/// A principal who used a connection before.
package struct Predecessor: Hashable, Sendable {
  package var name: String
  /// Whether what the setup leaves in the session is to be there, as after a commit; plans stay in any case.
  package var commits: Bool

  package init(name: String, commits: Bool) {
    self.name = name
    self.commits = commits
  }
}

/// A request that a family wants to make, before it is given to principals.
package struct ProbeTemplate: Hashable, Sendable {
  package var request: Request
  /// What of the surface it tries.
  package var items: [SurfaceItem]
  /// Earlier requests of the same transaction: writes that may open what the request then reads.
  package var setup: [Request]
  /// Names of the principals who make it; nil for all.
  package var principals: Set<String>?
  /// Who makes the setup on the same connection; nil where it is the one who asks.
  package var predecessor: Predecessor?
  /// Whether only a refusal where the value exists tells something: that a value which the caller holds is taken for what it
  /// is, is what verifiers are for.
  package var onlyRefusalTells = false
  /// How many more of its kind were thought of and left out, where one of them could have opened a door.
  package var leftOut = 0

  package init(
    _ request: Request, items: [SurfaceItem] = [], setup: [Request] = [], principals: Set<String>? = nil,
    after predecessor: Predecessor? = nil
  ) {
    self.request = request
    self.items = items
    self.setup = setup
    self.principals = principals
    self.predecessor = predecessor
  }
}
