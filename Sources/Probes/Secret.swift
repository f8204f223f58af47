package import SQLText

/// A column, or a part of a JSON column, that no principal may read, or only those that `readers` names.
package struct Secret: Hashable, Sendable, CustomStringConvertible {
  /// Who, besides trusted principals, may read the value of a row.
  package enum Readers: String, Hashable, Sendable, CaseIterable {
    case none, owner, tenant
    /// Principals of kind owner in the row's tenant.
    case admin
  }

  package var relation: QualifiedName
  package var column: String
  /// Keys from the column down to the value, as in `raw->credentials->api_key`; empty for the whole column.
  package var path: [String]
  package var readers: Readers
  package var ownerColumn: String?
  package var tenantColumn: String?
  /// Whether its values may be written anew; else they are read and searched for as they stand, the same in both worlds.
  package var isPlanted = true

  package init(
    relation: QualifiedName, column: String, path: [String] = [], readers: Readers = .none, ownerColumn: String? = nil,
    tenantColumn: String? = nil
  ) {
    self.relation = relation
    self.column = column
    self.path = path
    self.readers = readers
    self.ownerColumn = ownerColumn
    self.tenantColumn = tenantColumn
  }

  /// `schema.table.column`, with the JSON path behind it: the name used in settings, reports and allowances.
  package var description: String {
    (["\(relation).\(Identifier(column))"] + path).joined(separator: "->")
  }
}
