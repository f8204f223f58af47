internal import PostgREST

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
  static func attacks(_ secret: Int, in context: ProbeContext) -> Bool
  /// The requests of this family.
  static func requests(in context: ProbeContext) -> [ProbeTemplate]
  /// The requests of a family that has to search for them, from what its search was answered.
  static func requests(in context: ProbeContext, after search: [SearchStep]) -> [ProbeTemplate]
  /// The next step of the family's search, a function of the steps before; nil when it is over, as it is for most at once.
  static func search(in context: ProbeContext, after search: [SearchStep]) -> [ProbeTemplate]?
  /// Identities that the family asks as beside those of the settings.
  ///
  /// - Parameter known: the texts that each principal, by name, can read in the rows that are open to it.
  static func identities(in context: ProbeContext, known: [String: Set<String>]) -> [Principal]
  /// Who else must be there in the control, where the family needs somebody beside the one who asks.
  static func companions(of asker: Principal) -> [Principal]
  /// Whether it reads all that a door shows, so that the pages which follow a cut answer are read as well.
  static var readsOn: Bool { get }
}

extension ProbeFamily {
  package static func attacks(_ secret: Int, in context: ProbeContext) -> Bool { true }
  package static func requests(in context: ProbeContext, after search: [SearchStep]) -> [ProbeTemplate] {
    requests(in: context)
  }
  package static func search(in context: ProbeContext, after search: [SearchStep]) -> [ProbeTemplate]? { nil }
  package static func identities(in context: ProbeContext, known: [String: Set<String>]) -> [Principal] { [] }
  package static func companions(of asker: Principal) -> [Principal] { [] }
  package static var readsOn: Bool { false }
}

/// One step of a family's search, with what the first world answered.
package struct SearchStep: Sendable {
  package var plan: Plan
  /// In plan order.
  package var outcomes: [Outcome]

  package init(plan: Plan, outcomes: [Outcome]) {
    self.plan = plan
    self.outcomes = outcomes
  }
}
