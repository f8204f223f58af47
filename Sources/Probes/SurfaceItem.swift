package import Catalog
package import SQLText

/// A part of what PostgREST exposes, counted by the coverage: each must be reached by every principal.
package enum SurfaceItem: Hashable, Sendable {
  case relation(QualifiedName)
  case column(QualifiedName, String)
  /// Index into the schema cache's relationships.
  case relationship(Int)
  /// By OID, since overloads share a name.
  case function(OID)
  case computedField(QualifiedName, String)

  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case relations, columns, relationships, functions
    case computedFields = "computed_fields"
  }

  package var kind: Kind {
    switch self {
    case .relation: .relations
    case .column: .columns
    case .relationship: .relationships
    case .function: .functions
    case .computedField: .computedFields
    }
  }
}
