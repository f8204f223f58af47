package import PostgREST

/// One way of attacking: a named set of requests with its rationale.
///
/// Its control needs no code of its own: the same requests are made against control objects that leak on purpose, and must
/// bring every secret through. To add a family, add a file to `Families/` and a line to ``FamilyRegistry``.
package protocol ProbeFamily: Sendable {
  /// What reports and `--only` call it: lower case, words joined by hyphens. Never reused for another attack.
  static var name: String { get }
  /// One line for lists.
  static var summary: String { get }
  /// Why Postgres and PostgREST make this possible, and how to close it, for `trespass explain`.
  static var rationale: String { get }

  /// Whether this way of attacking can show a secret at all, as an order can of values that differ.
  static func attacks(_ secret: Int, on ground: Ground) -> Bool

  /// The requests of this family over a ground.
  static func requests(on ground: Ground) -> [ProbeTemplate]
}

extension ProbeFamily {
  package static func attacks(_ secret: Int, on ground: Ground) -> Bool { true }
}

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
