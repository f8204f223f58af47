/// Rights on an object, as the letters of an `aclitem`.
package struct Privileges: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  package static let select = Privileges(rawValue: 1 << 0)
  package static let insert = Privileges(rawValue: 1 << 1)
  package static let update = Privileges(rawValue: 1 << 2)
  package static let delete = Privileges(rawValue: 1 << 3)
  package static let truncate = Privileges(rawValue: 1 << 4)
  package static let references = Privileges(rawValue: 1 << 5)
  package static let trigger = Privileges(rawValue: 1 << 6)
  package static let execute = Privileges(rawValue: 1 << 7)
  package static let usage = Privileges(rawValue: 1 << 8)
  package static let create = Privileges(rawValue: 1 << 9)
  package static let maintain = Privileges(rawValue: 1 << 10)
  package static let connect = Privileges(rawValue: 1 << 11)
  package static let temporary = Privileges(rawValue: 1 << 12)
  package static let set = Privileges(rawValue: 1 << 13)
  package static let alterSystem = Privileges(rawValue: 1 << 14)

  package static let allOfTable: Privileges = [
    .select, .insert, .update, .delete, .truncate, .references, .trigger, .maintain,
  ]
  package static let allOfSequence: Privileges = [.select, .update, .usage]
  package static let allOfSchema: Privileges = [.usage, .create]

  /// The letters of `aclitem`, each with its right and the word of GRANT.
  package static let letters: [(letter: Character, right: Privileges, word: String)] = [
    ("r", .select, "SELECT"), ("a", .insert, "INSERT"), ("w", .update, "UPDATE"), ("d", .delete, "DELETE"),
    ("D", .truncate, "TRUNCATE"), ("x", .references, "REFERENCES"), ("t", .trigger, "TRIGGER"),
    ("X", .execute, "EXECUTE"), ("U", .usage, "USAGE"), ("C", .create, "CREATE"), ("m", .maintain, "MAINTAIN"),
    ("c", .connect, "CONNECT"), ("T", .temporary, "TEMPORARY"), ("s", .set, "SET"), ("A", .alterSystem, "ALTER SYSTEM"),
  ]

  /// The words of GRANT.
  package var words: [String] { Self.letters.filter { contains($0.right) }.map(\.word) }
}

/// Who was granted what on one object, the defaults that a NULL acl stands for already filled in.
package struct AccessList: Hashable, Sendable {
  package struct Grant: Hashable, Sendable {
    /// The role's name; nil is PUBLIC.
    package var grantee: String?
    package var rights: Privileges
    /// Those of `rights` that the grantee may pass on.
    package var grantable: Privileges
    package var grantor: String

    package init(grantee: String?, rights: Privileges, grantable: Privileges = [], grantor: String) {
      self.grantee = grantee
      self.rights = rights
      self.grantable = grantable
      self.grantor = grantor
    }
  }

  package var grants: [Grant]

  package init(_ grants: [Grant] = []) { self.grants = grants }

  package var isEmpty: Bool { grants.isEmpty }

  /// What the list gives directly to a role (nil: to PUBLIC only), memberships left out.
  package func rights(of grantee: String?) -> Privileges {
    grants.reduce(into: []) { rights, grant in
      if grant.grantee == nil || grant.grantee == grantee { rights.formUnion(grant.rights) }
    }
  }
}

/// `ALTER DEFAULT PRIVILEGES`: what objects made later by a role start with.
package struct DefaultAccess: Hashable, Sendable {
  /// `pg_default_acl.defaclobjtype`.
  package enum ObjectKind: Character, Hashable, Sendable {
    case relations = "r"
    case sequences = "S"
    case functions = "f"
    case types = "T"
    case schemas = "n"
    case largeObjects = "L"
  }

  /// The role whose new objects are meant.
  package var creator: String
  /// nil: in every schema.
  package var schema: String?
  package var kind: ObjectKind
  package var access: AccessList

  package init(creator: String, schema: String?, kind: ObjectKind, access: AccessList) {
    self.creator = creator
    self.schema = schema
    self.kind = kind
    self.access = access
  }
}
