/// A cluster prepared once and cached: `initdb` and, on top, SQL that every run starts from.
package struct ServerTemplate: Sendable {
  package var name: String
  /// All that the prepared cluster depends on beside the server's version.
  package var key: String
  /// Fills the database `postgres` of a fresh cluster; nil keeps it bare.
  package var prepare: (@Sendable (ConnectionInfo) async throws -> Void)?

  package init(name: String, key: String, prepare: (@Sendable (ConnectionInfo) async throws -> Void)?) {
    self.name = name
    self.key = key
    self.prepare = prepare
  }
}
