package import SQLText

/// SQL that may close a door, to be tried in a copy.
package struct RepairCandidate: Hashable, Sendable {
  /// One statement a line, each ended with a semicolon.
  package var sql: String
  /// Takes back what all databases of a server share: memberships of roles.
  package var undo: String?
  /// What may be lost by it without being missed.
  package var losses: [AcceptedLoss]
  /// Relations whose readers may notice it; empty: anybody may.
  package var touched: Set<QualifiedName>

  package init(
    _ statements: [String], undo: String? = nil, accepting losses: [AcceptedLoss] = [],
    touching touched: Set<QualifiedName> = []
  ) {
    sql = statements.map { $0 + ";" }.joined(separator: "\n")
    self.undo = undo
    self.losses = losses
    self.touched = touched
  }

  /// Both, one after the other.
  func joined(with other: RepairCandidate) -> RepairCandidate {
    guard sql != other.sql else { return self }
    var both = self
    both.sql = [sql, other.sql].joined(separator: "\n")
    both.undo = undo == nil && other.undo == nil ? nil : [undo, other.undo].compactMap(\.self).joined(separator: ";\n")
    both.losses += other.losses.filter { !losses.contains($0) }
    both.touched = touched.isEmpty || other.touched.isEmpty ? [] : touched.union(other.touched)
    return both
  }
}

extension [RepairCandidate] {
  /// All of them as one; nil when there is none.
  func together() -> RepairCandidate? { first.map { dropFirst().reduce($0) { $0.joined(with: $1) } } }
}

/// An answer without a secret that a repair may take away all the same.
package enum AcceptedLoss: Hashable, Sendable {
  /// Asked for one of these columns, by name or as `*`: a request for the others gets the rest.
  case columns(QualifiedName, Set<String>)
  /// Read these rows as somebody who belongs to no tenant, where the project meant row security to stand in the way.
  case strangers(QualifiedName)
  /// Read rows that say nothing but that a secret is kept: keys, numbers, times.
  case everybody(QualifiedName)
  /// Read other rows than their own, as one of these principals, who got their secrets with them.
  case foreignRows(QualifiedName, Set<String>)
}
