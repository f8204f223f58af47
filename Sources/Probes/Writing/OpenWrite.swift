package import PostgREST

/// A write that a principal was let do in the first world.
package struct OpenWrite: Hashable, Sendable {
  package var request: Request
  /// The principal's name.
  package var principal: String

  package init(_ request: Request, by principal: String) {
    self.request = request
    self.principal = principal
  }
}
