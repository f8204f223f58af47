package import SQLText

/// An implicit cast between a domain and json or text, which PostgREST applies to what it reads, filters and writes.
package struct DomainRepresentation: Hashable, Sendable {
  /// Types as `format_type` prints them.
  package var source: String
  package var target: String
  package var function: QualifiedName

  package init(source: String, target: String, function: QualifiedName) {
    self.source = source
    self.target = target
    self.function = function
  }
}

/// What turns rows into a body of one media type.
package struct MediaHandler: Hashable, Sendable {
  package enum Scope: Hashable, Sendable {
    /// Any relation or function.
    case any
    /// A relation, or the function that returns the body.
    case only(QualifiedName)
  }

  package enum Action: Hashable, Sendable {
    case json
    case csv
    case geoJSON
    /// An aggregate over the rows, or the domain that the function returns.
    case custom(QualifiedName)
  }

  package var scope: Scope
  /// In lower case, as requested: `*/*` included.
  package var mediaType: String
  package var action: Action
  /// The media type of the answer.
  package var resolvedMediaType: String

  package init(scope: Scope, mediaType: String, action: Action, resolvedMediaType: String) {
    self.scope = scope
    self.mediaType = mediaType
    self.action = action
    self.resolvedMediaType = resolvedMediaType
  }
}
