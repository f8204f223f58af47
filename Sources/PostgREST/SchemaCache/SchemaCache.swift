package import SQLText

/// What PostgREST knows of a database before it sees a request; no privilege of any client counts for it.
package struct SchemaCache: Hashable, Sendable {
  /// Relations of the exposed schemas.
  ///
  /// Partitions and sequences are among them only in versions that serve them.
  package var relations: [QualifiedName: ExposedRelation]
  /// Every relationship between exposed relations, in the order in which PostgREST lists them.
  package var relationships: [Relationship]
  /// Functions of the exposed schemas; overloads by number of parameters.
  package var routines: [QualifiedName: [Routine]]
  /// Functions and aggregates that a client can name as if they were columns.
  package var computedFields: [ComputedField]
  package var representations: [DomainRepresentation]
  package var mediaHandlers: [MediaHandler]

  /// Places in `relationships`, by source and then by the schema of the target (of the function, for a computed one).
  private var places: [RelationshipKey: [Int]]

  package init(
    relations: [QualifiedName: ExposedRelation], relationships: [Relationship],
    routines: [QualifiedName: [Routine]], computedFields: [ComputedField] = [],
    representations: [DomainRepresentation] = [], mediaHandlers: [MediaHandler] = []
  ) {
    self.relations = relations
    self.relationships = relationships
    self.routines = routines
    self.computedFields = computedFields
    self.representations = representations
    self.mediaHandlers = mediaHandlers
    places = [:]
    for (place, relationship) in relationships.enumerated() {
      places[RelationshipKey(relationship), default: []].append(place)
    }
  }

  /// The relationships that a request in `schema` may name below `source`.
  package func relationships(of source: QualifiedName, in schema: Identifier) -> [Relationship] {
    places[RelationshipKey(source: source, schema: schema), default: []].map { relationships[$0] }
  }

  /// The cast PostgREST applies between two types as `format_type` prints them, or nil.
  package func representation(from source: String, to target: String) -> DomainRepresentation? {
    representations.first { $0.source == source && $0.target == target }
  }
}

private struct RelationshipKey: Hashable, Sendable {
  var source: QualifiedName
  var schema: Identifier

  init(source: QualifiedName, schema: Identifier) {
    self.source = source
    self.schema = schema
  }

  init(_ relationship: Relationship) {
    source = relationship.source
    schema = relationship.lookupSchema
  }
}
