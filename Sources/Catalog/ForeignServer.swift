/// An installed extension.
package struct Extension: Hashable, Sendable {
  package var name: String
  package var schema: String
  package var version: String

  package init(name: String, schema: String, version: String) {
    self.name = name
    self.schema = schema
    self.version = version
  }
}

/// A server of a foreign data wrapper; its options may hold credentials.
package struct ForeignServer: Hashable, Sendable {
  package var oid: OID
  package var name: String
  package var wrapper: String
  package var owner: String
  /// `name=value` each.
  package var options: [String]
  package var access: AccessList

  package init(oid: OID, name: String, wrapper: String, owner: String, options: [String], access: AccessList) {
    self.oid = oid
    self.name = name
    self.wrapper = wrapper
    self.owner = owner
    self.options = options
    self.access = access
  }
}

/// Who a role is on a foreign server.
package struct UserMapping: Hashable, Sendable {
  package var server: String
  /// nil: PUBLIC.
  package var role: String?
  /// `name=value` each.
  package var options: [String]

  package init(server: String, role: String?, options: [String]) {
    self.server = server
    self.role = role
    self.options = options
  }
}

/// A logical-replication publication.
package struct Publication: Hashable, Sendable {
  package var name: String
  package var owner: String
  package var publishesAllTables: Bool
  /// What it publishes, partitions and schemas resolved.
  package var relations: [OID]

  package init(name: String, owner: String, publishesAllTables: Bool, relations: [OID]) {
    self.name = name
    self.owner = owner
    self.publishesAllTables = publishesAllTables
    self.relations = relations
  }
}
