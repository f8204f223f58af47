/// A row-security policy.
package struct Policy: Hashable, Sendable {
  /// `pg_policy.polcmd`.
  package enum Command: Character, Hashable, Sendable {
    case all = "*"
    case select = "r"
    case insert = "a"
    case update = "w"
    case delete = "d"
  }

  package var name: String
  package var relation: OID
  package var command: Command
  package var isPermissive: Bool
  /// Role names; empty means PUBLIC.
  package var roles: [String]
  /// The expression that existing rows must meet; nil where the policy has none.
  package var using: String?
  /// The expression that new rows must meet; nil where the policy has none.
  package var check: String?

  package init(
    name: String, relation: OID, command: Command, isPermissive: Bool, roles: [String], using: String?, check: String?
  ) {
    self.name = name
    self.relation = relation
    self.command = command
    self.isPermissive = isPermissive
    self.roles = roles
    self.using = using
    self.check = check
  }
}

/// A trigger that a person made; those behind constraints are left out.
package struct Trigger: Hashable, Sendable {
  package var name: String
  package var relation: OID
  package var function: OID
  package var isEnabled: Bool
  package var isInsteadOf: Bool
  package var isBefore: Bool
  package var isForEachRow: Bool
  package var onInsert: Bool
  package var onUpdate: Bool
  package var onDelete: Bool
  /// As `pg_get_triggerdef` prints it.
  package var definition: String

  /// Reads the bits of `pg_trigger.tgtype`.
  package init(name: String, relation: OID, function: OID, isEnabled: Bool, type: Int, definition: String) {
    self.name = name
    self.relation = relation
    self.function = function
    self.isEnabled = isEnabled
    isForEachRow = type & 1 != 0
    isBefore = type & 2 != 0
    onInsert = type & 4 != 0
    onDelete = type & 8 != 0
    onUpdate = type & 16 != 0
    isInsteadOf = type & 64 != 0
    self.definition = definition
  }
}

/// A rewrite rule for writes; those that make views are the views' queries.
package struct Rule: Hashable, Sendable {
  package var relation: OID
  /// As `pg_get_ruledef` prints it.
  package var definition: String

  package init(relation: OID, definition: String) {
    self.relation = relation
    self.definition = definition
  }
}
