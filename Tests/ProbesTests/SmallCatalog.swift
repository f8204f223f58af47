import Catalog
import SQLText

/// A catalog made by hand, of names written as SQL writes them.
struct SmallCatalog {
  private(set) var snapshot = CatalogSnapshot()
  private var lastOID: OID = 16_000

  init() {
    snapshot.types = Self.types.enumerated().map { place, name in
      var type = TypeDefinition(
        oid: OID(place + 1), name: QualifiedName("pg_catalog", name), kind: .base, displayName: name, owner: "postgres")
      type.category = name == "text" ? "S" : "U"
      return type
    }
  }

  private static let types = ["text", "uuid", "integer", "boolean", "jsonb", "timestamp with time zone"]

  private static func type(_ name: String) -> OID { types.firstIndex(of: name).map { OID($0 + 1) } ?? 0 }

  private mutating func newOID() -> OID {
    lastOID += 1
    return lastOID
  }

  /// - Parameter columns: each as `firm_id uuid`.
  mutating func table(_ name: String, _ columns: [String], key: [String] = ["id"], rowSecurity: Bool = false) {
    var table = relation(name, columns, .table)
    table.primaryKey = key
    table.rowSecurity = rowSecurity
    (table.isInsertable, table.isUpdatable, table.isDeletable) = (true, true, true)
    add(table)
  }

  mutating func view(_ name: String, _ columns: [String], as query: String) {
    var view = relation(name, columns, .view)
    view.viewDefinition = query
    add(view)
  }

  private mutating func relation(_ name: String, _ columns: [String], _ kind: Relation.Kind) -> Relation {
    var relation = Relation(oid: newOID(), name: Self.parsed(name), kind: kind, owner: "owner")
    relation.columns = columns.enumerated().map { place, text in
      let (name, type) = Self.typed(text)
      return Column(
        name: name, number: place + 1, type: Self.type(type), typeName: type, baseType: Self.type(type))
    }
    return relation
  }

  private mutating func add(_ relation: Relation) {
    snapshot.relations = (snapshot.relations + [relation]).sorted { $0.name < $1.name }
  }

  /// - Parameter inputs: each as `p_id uuid`, or `p_id uuid default` where it may be left out.
  mutating func function(_ name: String, _ inputs: [String] = [], _ body: String) {
    var function = Function(
      oid: newOID(), name: Self.parsed(name), kind: .function, owner: "owner", language: "sql")
    function.arguments = inputs.map { text in
      let (name, type) = Self.typed(text.replacing(" default", with: ""))
      return Argument(
        name: name, type: Self.type(type), typeName: type, mode: .input, hasDefault: text.hasSuffix(" default"))
    }
    function.returnType = Self.type("text")
    function.body = body
    snapshot.functions = (snapshot.functions + [function]).sorted { $0.name < $1.name }
  }

  mutating func policy(
    _ relation: String, _ using: String, for command: Policy.Command = .all, to roles: [String] = [],
    permissive: Bool = true
  ) {
    snapshot.policies.append(
      Policy(
        name: "policy", relation: oid(relation), command: command, isPermissive: permissive, roles: roles,
        using: using, check: nil))
  }

  mutating func trigger(_ relation: String, calling function: String) {
    snapshot.triggers.append(
      Trigger(
        name: "trigger", relation: oid(relation),
        function: snapshot.functions(named: Self.parsed(function)).first?.oid ?? 0,
        isEnabled: true, type: 7, definition: ""))
  }

  mutating func foreignKey(_ relation: String, _ column: String, to parent: String, _ parentColumn: String = "id") {
    snapshot.constraints.append(
      Constraint(
        oid: newOID(), name: "key", kind: .foreignKey, relation: oid(relation), columns: [number(column, relation)],
        referencedRelation: oid(parent), referencedColumns: [number(parentColumn, parent)]))
  }

  mutating func primaryKey(_ relation: String, _ column: String = "id") {
    snapshot.constraints.append(
      Constraint(
        oid: newOID(), name: "key", kind: .primaryKey, relation: oid(relation), columns: [number(column, relation)]))
  }

  mutating func uniqueIndex(_ relation: String, _ column: String) {
    snapshot.uniqueIndexes.append(
      UniqueIndex(
        name: "index", relation: oid(relation), columns: [number(column, relation)], isPrimary: false, predicate: nil,
        definition: ""))
  }

  mutating func check(_ relation: String, _ definition: String) {
    snapshot.constraints.append(
      Constraint(oid: newOID(), name: "check", kind: .check, relation: oid(relation), definition: definition))
  }

  /// - Parameter groups: roles that it is a member of; a `*` in front: by SET ROLE alone.
  mutating func role(_ name: String, in groups: [String] = [], _ change: (inout Role) -> Void = { _ in }) {
    var role = Role(oid: newOID(), name: name)
    role.memberships = groups.map {
      .init(role: $0.replacing("*", with: ""), inherits: !$0.hasPrefix("*"), canSet: true, isAdmin: false)
    }
    change(&role)
    snapshot.roles.append(role)
  }

  mutating func grant(_ rights: Privileges, on relation: String, to grantee: String?, column: String? = nil) {
    guard let place = snapshot.relations.firstIndex(where: { $0.name == Self.parsed(relation) }) else { return }
    let grant = AccessList.Grant(grantee: grantee, rights: rights, grantor: "owner")
    guard let column = snapshot.relations[place].columns.firstIndex(where: { $0.name == column }) else {
      snapshot.relations[place].access.grants.append(grant)
      return
    }
    snapshot.relations[place].columns[column].access.grants.append(grant)
  }

  func oid(_ relation: String) -> OID { snapshot.relation(named: Self.parsed(relation))?.oid ?? 0 }

  func oid(ofFunction name: String) -> OID { snapshot.functions(named: Self.parsed(name)).first?.oid ?? 0 }

  private func number(_ column: String, _ relation: String) -> Int {
    snapshot.relation(named: Self.parsed(relation))?.column(column)?.number ?? 0
  }

  static func parsed(_ name: String) -> QualifiedName {
    QualifiedName(parsing: name) ?? QualifiedName("public", name)
  }

  private static func typed(_ text: String) -> (name: String, type: String) {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    return (words[0], words.count > 1 ? words[1] : "text")
  }
}
