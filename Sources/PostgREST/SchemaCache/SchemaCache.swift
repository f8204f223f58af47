package import SQLText

/// What PostgREST knows of a database before it sees a request; no privilege of any client counts for it.
package struct SchemaCache: Hashable, Sendable {
  /// Relations of the exposed schemas.
  ///
  /// Partitions and sequences are among them only in versions that serve them.
  package var relations: [QualifiedName: ExposedRelation]
  /// Every relationship between exposed relations, in the order in which PostgREST lists them.
  package let relationships: [Relationship]
  /// Functions of the exposed schemas; overloads by number of parameters.
  package var routines: [QualifiedName: [Routine]]
  /// Functions and aggregates that a client can name as if they were columns.
  package var computedFields: [ComputedField]
  package var representations: [DomainRepresentation]
  package var mediaHandlers: [MediaHandler]
  private let directory: RelationshipDirectory

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
    directory = RelationshipDirectory(relationships)
  }

  /// The relationships that a request in `schema` may name below `source`.
  package func relationships(of source: QualifiedName, in schema: Identifier) -> [Relationship] {
    directory.places(of: source, in: schema).map { relationships[$0] }
  }

  /// The relationships that `target!hint` can mean below an origin: none is PGRST200, several are PGRST201.
  ///
  /// PostgREST looks the origin up by name in the schema of the request, whatever schema the origin's rows came from.
  package func matches(origin: String, in schema: Identifier, target: String, hint: String?) -> [Relationship] {
    directory.places(named: target, of: QualifiedName(schema, Identifier(origin)), in: schema)
      .map { relationships[$0] }.filter { $0.answers(to: target, hint: hint) }
  }

  /// The cast PostgREST applies between two types as `format_type` prints them, or nil.
  package func representation(from source: String, to target: String) -> DomainRepresentation? {
    representations.first { $0.source == source && $0.target == target }
  }
}

/// Relationships by where they are looked up and by the names they answer to.
private struct RelationshipDirectory: Hashable, Sendable {
  private struct Key: Hashable, Sendable {
    var source: QualifiedName
    var schema: Identifier
  }

  private struct Entry: Hashable, Sendable {
    var places: [Int] = []
    var byName: [String: [Int]] = [:]
  }

  private var entries: [Key: Entry] = [:]

  init(_ relationships: [Relationship]) {
    for (place, relationship) in relationships.enumerated() {
      let key = Key(source: relationship.source, schema: relationship.lookupSchema)
      entries[key, default: Entry()].places.append(place)
      for name in relationship.names { entries[key]?.byName[name, default: []].append(place) }
    }
  }

  func places(of source: QualifiedName, in schema: Identifier) -> [Int] {
    entries[Key(source: source, schema: schema)]?.places ?? []
  }

  func places(named name: String, of source: QualifiedName, in schema: Identifier) -> [Int] {
    entries[Key(source: source, schema: schema)]?.byName[name] ?? []
  }
}
