package import PostgREST
package import SQLText

/// A part of what PostgREST exposes, counted by the coverage: each must be reached by every principal.
///
/// It is known by what it is called, never by a place in a list or an OID: two databases of one schema have the same items.
package enum SurfaceItem: Hashable, Sendable {
  case relation(QualifiedName)
  case column(QualifiedName, String)
  case relationship(Relationship)
  /// By signature, since overloads share a name.
  case function(String)
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
