import Catalog
import PostgREST
import Probes
import SQLText
import Testing

/// What a role may do through itself, PUBLIC and the roles that it inherits from.
@Suite struct RoleRightsTests {
  private static let catalog = {
    var catalog = SmallCatalog()
    catalog.role("anon")
    catalog.role("staff")
    catalog.role("owner")
    catalog.role("member", in: ["staff"])
    catalog.role("chief", in: ["member"])
    catalog.role("switcher", in: ["*staff"])
    catalog.role("heir", in: ["owner"])
    catalog.role("auditor") { $0.bypassesRowSecurity = true }
    catalog.role("auditors_heir", in: ["auditor"])
    catalog.role("root") { $0.isSuperuser = true }
    catalog.table("public.open", ["id uuid"])
    catalog.table("public.closed", ["id uuid"], rowSecurity: true)
    catalog.table("public.ruled", ["id uuid", "name"], rowSecurity: true)
    catalog.grant([.insert, .select], on: "public.open", to: "staff")
    catalog.grant(.insert, on: "public.closed", to: nil)
    catalog.grant(.update, on: "public.ruled", to: nil, column: "name")
    catalog.policy("public.ruled", "true", for: .update, to: ["staff"])
    catalog.policy("public.ruled", "true", for: .select, to: ["public"])
    catalog.policy("public.ruled", "true", for: .all, to: ["auditor"], permissive: false)
    return catalog
  }()

  private static func rights(_ role: String) -> RoleRights { RoleRights(role, in: catalog.snapshot) }

  private static func relation(_ name: String) throws -> Relation {
    try #require(catalog.snapshot.relation(named: SmallCatalog.parsed(name)))
  }

  @Test(arguments: [
    ("anon", ["anon"]), ("member", ["member", "staff"]), ("chief", ["chief", "member", "staff"]),
    // By SET ROLE alone nothing is inherited; a role that is not there has its own name.
    ("switcher", ["switcher"]), ("nobody", ["nobody"]),
  ])
  func namesAreInherited(_ role: String, _ expected: [String]) {
    #expect(Self.rights(role).names.sorted() == expected)
  }

  @Test(arguments: [
    ("chief", "public.open", "staff"), ("staff", "public.open", "staff"), ("anon", "public.open", "none"),
    ("switcher", "public.open", "none"), ("anon", "public.closed", "PUBLIC"),
  ])
  func aRightIsGrantedTo(_ role: String, _ relation: String, _ expected: String) throws {
    let grantee = Self.rights(role).grantee(of: .insert, in: try Self.relation(relation).access)
    #expect(grantee.map { $0 ?? "PUBLIC" } ?? "none" == expected)
  }

  @Test(arguments: [
    ("member", "public.open", Policy.Command.insert, true), ("anon", "public.open", .insert, false),
    ("member", "public.open", .update, false),
    // Row security without a policy lets nobody write but those whom it does not bind.
    ("member", "public.closed", .insert, false), ("auditor", "public.closed", .insert, true),
    ("heir", "public.closed", .delete, true), ("root", "public.closed", .delete, true),
    // A right on one column is enough, with a policy for the role and the command.
    ("chief", "public.ruled", .update, true), ("anon", "public.ruled", .update, false),
    ("chief", "public.ruled", .insert, false),
  ])
  func someRowMayBeWritten(_ role: String, _ name: String, _ command: Policy.Command, _ expected: Bool) throws {
    let relation = try Self.relation(name)
    let exposed = ExposedRelation(oid: relation.oid, name: relation.name, kind: .table, columns: [])
    let right: Privileges = command == .insert ? .insert : command == .update ? .update : .delete
    #expect(Self.rights(role).mayWrite(exposed, right, command) == expected)
  }

  @Test(arguments: [
    ("owner", false, true), ("heir", false, true), ("owner", true, false), ("anon", false, false),
    ("root", true, true), ("auditor", true, true),
    // BYPASSRLS is an attribute, which is not inherited.
    ("auditors_heir", false, false),
  ])
  func rowSecurityIsPassedBy(_ role: String, _ isForced: Bool, _ expected: Bool) throws {
    var relation = try Self.relation("public.closed")
    relation.forcesRowSecurity = isForced
    #expect(Self.rights(role).passesRowSecurity(of: relation) == expected)
  }

  @Test(arguments: [("anon", "public.ruled", 1), ("auditor", "public.ruled", 1), ("anon", "public.closed", 0)])
  func readingPoliciesAreThoseThatLetRowsThrough(_ role: String, _ relation: String, _ count: Int) throws {
    #expect(Self.rights(role).policies(of: try Self.relation(relation), for: .select).count == count)
  }
}
